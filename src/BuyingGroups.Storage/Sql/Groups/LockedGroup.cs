using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>A group's row, locked until the transaction ends.</summary>
internal sealed class LockedGroup
{
    // Every writer of a group takes this lock first: whatever changes one group at the same time comes one after another.
    private static readonly Statement Lock = new("""
        SELECT g.id, g.account_id, g.solution_interest_id, g.revision, g.completeness_exact, g.completeness_displayed, g.status, g.stage_id,
            g.engagement_exact, g.engagement_displayed, g.engagement_stored_at, g.updated_at, si.role_template_id, si.stage_model_id,
            s.name AS stage_name
        FROM buying_group AS g {lock}
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        LEFT JOIN stage AS s ON s.id = g.stage_id
        """);

    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required string SolutionInterestId { get; init; }

    public required long Revision { get; init; }

    public required double CompletenessExact { get; init; }

    public required int CompletenessDisplayed { get; init; }

    public required string Status { get; init; }

    public string? StageId { get; init; }

    public double? EngagementExact { get; init; }

    public long? EngagementDisplayed { get; init; }

    public Instant? EngagementStoredAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string RoleTemplateId { get; init; }

    public string? StageModelId { get; init; }

    public string? StageName { get; init; }

    /// <summary>Locks those groups that there are; they come in the order of their ids.</summary>
    public static async Task<IReadOnlyList<LockedGroup>> LockAsync(SqlSession session, IEnumerable<string> groups) =>
        [
            .. (await session.QueryAsync<LockedGroup>(Lock, new { groups = StoredJson.Ids(groups) }))
                .OrderBy(group => group.Id, StringComparer.Ordinal),
        ];

    public GroupState ToState() => new(
        new BuyingGroupId(Id),
        new SolutionInterestId(SolutionInterestId),
        new AccountId(AccountId),
        StageId is null ? null : (new StageId(StageId), StageName ?? ""),
        Status,
        new StoredCompleteness(CompletenessExact, CompletenessDisplayed),
        EngagementDisplayed is { } displayed
            ? new StoredEngagement(EngagementExact ?? 0, displayed, EngagementStoredAt?.Value ?? default)
            : null,
        Revision);
}
