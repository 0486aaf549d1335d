namespace BuyingGroups.Domain.Membership;

/// <summary>Who decided, when and why.</summary>
/// <param name="Source">What the author spoke for.</param>
/// <param name="Author">The caller, or the user for whom it acted.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, in the author's words; may be empty.</param>
public sealed record Decision(DecisionSource Source, string Author, DateTimeOffset At, string Reason);
