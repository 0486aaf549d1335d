namespace BuyingGroups.Domain.Membership;

/// <summary>Who decided, when and why.</summary>
/// <param name="Source">The source for which the author spoke.</param>
/// <param name="Author">The user or the journey's node for which the caller acted, or the caller itself.</param>
/// <param name="At">The time of the decision.</param>
/// <param name="Reason">The reason, in the author's words; may be empty.</param>
/// <param name="Caller">The authenticated caller that issued the command; null if it is the author.</param>
public sealed record Decision(DecisionSource Source, string Author, DateTimeOffset At, string Reason, string? Caller = null)
{
    /// <summary>
    /// A decision that is asked for. It is made when its command is executed, which may have to wait for others. It gets its time only
    /// then, because otherwise it would seem to have been made before decisions that it followed.
    /// </summary>
    /// <param name="source">The source for which the author speaks.</param>
    /// <param name="author">The user or the journey's node for which the caller acts, or the caller itself.</param>
    /// <param name="reason">The reason, in the author's words; may be empty.</param>
    /// <param name="caller">The authenticated caller that issues the command; null if it is the author.</param>
    public static Decision ToBeMade(DecisionSource source, string author, string reason, string? caller = null) =>
        new(source, author, DateTimeOffset.MinValue, reason, caller);

    /// <summary>The decision with the time at which it is made.</summary>
    /// <param name="at">The time of the decision.</param>
    public Decision MadeAt(DateTimeOffset at) => this with { At = at };
}
