using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>A group's row, locked until the transaction ends.</summary>
internal sealed class LockedGroup
{
    // Every writer of a group takes this lock first: concurrent commands come one after another.
    private static readonly Statement Lock = new("""
        SELECT g.id, g.account_id, g.solution_interest_id, g.revision, g.completeness_exact, g.completeness_displayed, g.status, g.stage_id,
            g.updated_at, si.role_template_id, si.stage_model_id, s.name AS stage_name
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

    public required Instant UpdatedAt { get; init; }

    public required string RoleTemplateId { get; init; }

    public string? StageModelId { get; init; }

    public string? StageName { get; init; }

    /// <summary>The stage that it is in; null: none.</summary>
    public (StageId Id, string Name)? Stage => StageId is null ? null : (new StageId(StageId), StageName ?? "");

    /// <summary>Locks those groups that there are.</summary>
    public static Task<List<LockedGroup>> LockAsync(SqlSession session, IEnumerable<string> groups) =>
        session.QueryAsync<LockedGroup>(Lock, new { groups = StoredJson.Ids(groups) });
}
