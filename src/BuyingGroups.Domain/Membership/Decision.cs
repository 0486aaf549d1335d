namespace BuyingGroups.Domain.Membership;

/// <summary>Who decided, when and why.</summary>
/// <param name="Source">What the author spoke for.</param>
/// <param name="Author">The user or the journey's node for which the caller acted, or else the caller itself.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, in the author's words; may be empty.</param>
/// <param name="Caller">Who issued the command, by its credentials; null: the author.</param>
public sealed record Decision(DecisionSource Source, string Author, DateTimeOffset At, string Reason, string? Caller = null)
{
    /// <summary>
    /// One that somebody asks for. It is made when it is carried out, which may have to wait for others: only then it gets its time, or it
    /// would seem to have been made before decisions that it came after.
    /// </summary>
    /// <param name="source">What the author speaks for.</param>
    /// <param name="author">The user or the journey's node for which the caller acts, or else the caller itself.</param>
    /// <param name="reason">Why, in the author's words; may be empty.</param>
    /// <param name="caller">Who issues the command, by its credentials; null: the author.</param>
    public static Decision ToBeMade(DecisionSource source, string author, string reason, string? caller = null) =>
        new(source, author, DateTimeOffset.MinValue, reason, caller);

    /// <summary>The decision, made at an instant.</summary>
    /// <param name="at">When.</param>
    public Decision MadeAt(DateTimeOffset at) => this with { At = at };
}
