using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql;

/// <summary>What became of one membership command.</summary>
/// <param name="Refusal">Why it wasn't decided at all; null if it was.</param>
/// <param name="Outcome">What was decided; only without a refusal.</param>
/// <param name="Record">The record that stands after it; only without a refusal.</param>
public sealed record MemberDecision(MembershipRefusal? Refusal, MembershipOutcome Outcome, MembershipRecord? Record);
