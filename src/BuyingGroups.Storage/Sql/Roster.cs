using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql;

/// <summary>What the scores of a group need to know of it.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="AccountId">Its account.</param>
/// <param name="Roles">The roles of its template, in priority order.</param>
/// <param name="Members">Its members, in the order of their ids.</param>
/// <param name="PendingMoves">Members whose counters may not have followed a move to the account yet.</param>
/// <param name="UpdatedAt">When the group or one of its memberships last changed.</param>
public sealed record Roster(
    BuyingGroupId GroupId,
    AccountId AccountId,
    IReadOnlyList<TemplateRole> Roles,
    IReadOnlyList<RosterMember> Members,
    IReadOnlyList<PendingMove> PendingMoves,
    DateTimeOffset UpdatedAt)
{
    /// <summary>How well the required roles are filled.</summary>
    public CompletenessScore Completeness => CompletenessScore.Of(Roles, role => Members.Count(member => member.RoleId == role));
}
