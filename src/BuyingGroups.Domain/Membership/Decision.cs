namespace BuyingGroups.Domain.Membership;

/// <summary>Who decided, when and why.</summary>
/// <param name="Source">What the author spoke for.</param>
/// <param name="Author">The user or the journey's node for which the caller acted, or else the caller itself.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, in the author's words; may be empty.</param>
/// <param name="Caller">Who issued the command, by its credentials; null: the author.</param>
public sealed record Decision(DecisionSource Source, string Author, DateTimeOffset At, string Reason, string? Caller = null);
