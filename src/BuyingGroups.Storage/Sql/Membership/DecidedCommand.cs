using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>What became of one membership command.</summary>
/// <param name="Outcome">What became of it; null exactly when it was refused.</param>
/// <param name="Record">The record that stands afterwards, whose decision is the one that stands; null exactly when refused.</param>
/// <param name="Refusal">Why it was refused; null if it wasn't.</param>
public sealed record DecidedCommand(MembershipOutcome? Outcome, MembershipRecord? Record, MembershipRefusal? Refusal);
