using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>What a score needs to know about a group.</summary>
/// <param name="BuyingGroupId">The group.</param>
/// <param name="AccountId">Its account, which is the account of all members.</param>
/// <param name="SolutionInterestId">What is sold.</param>
/// <param name="Roles">The roles of its template, in priority order.</param>
/// <param name="Members">The assigned members, in the order of their ids.</param>
/// <param name="Completeness">How well the required roles are filled.</param>
/// <param name="PendingMoves">Moves of members into the account whose counters may not have arrived.</param>
/// <param name="Revision">Grows with every change of the group's members; never older than the members here.</param>
/// <param name="UpdatedAt">When the group or one of its memberships last changed.</param>
/// <param name="LogPosition">Of the log of invalidations: everything up to here is in it.</param>
public sealed record Roster(
    BuyingGroupId BuyingGroupId,
    AccountId AccountId,
    SolutionInterestId SolutionInterestId,
    IReadOnlyList<TemplateRole> Roles,
    IReadOnlyList<RosterMember> Members,
    CompletenessScore Completeness,
    IReadOnlyList<PendingMove> PendingMoves,
    long Revision,
    DateTimeOffset UpdatedAt,
    long LogPosition);
