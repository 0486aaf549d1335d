using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Definitions;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>Makes the groups of pairs of solution interest and account that have none, set-wise.</summary>
internal static class GroupCreation
{
    private static readonly Statement OfPairs = new("""
        SELECT g.id, g.solution_interest_id, g.account_id
        FROM {rows @pairs (solution_interest_id id, account_id id)} AS wanted
        JOIN buying_group AS g ON g.solution_interest_id = wanted.solution_interest_id AND g.account_id = wanted.account_id
        """);

    // Shared, so that the template's completeness settings don't change before the groups can be seen by who computes them anew.
    private static readonly Statement Templates = new("""
        SELECT si.id, si.role_template_id
        FROM solution_interest AS si {lock_shared}
        JOIN role_template AS t {lock_shared} ON t.id = si.role_template_id
        JOIN {ids @interests} AS wanted ON wanted.id = si.id
        """);

    private static readonly RowInsert Insert = new(
        "buying_group",
        """
        id id, solution_interest_id id, account_id id, completeness_exact real, completeness_displayed whole, revision long,
            created_at instant,
        created_by text, updated_at instant
        """);

    /// <summary>The groups that there are of these pairs.</summary>
    public static async Task<Dictionary<(SolutionInterestId Interest, AccountId Account), string>> FindAsync(
        SqlSession session, IEnumerable<(SolutionInterestId Interest, AccountId Account)> pairs) =>
        (await session.QueryAsync<PairRow>(OfPairs, new
        {
            pairs = StoredJson.Write(
                pairs.Distinct().Select(pair => new { SolutionInterestId = pair.Interest.Value, AccountId = pair.Account.Value })),
        }))
        .ToDictionary(row => (new SolutionInterestId(row.SolutionInterestId), new AccountId(row.AccountId)), row => row.Id);

    /// <summary>Makes the groups. The accounts and solution interests are there; none of the pairs has a group.</summary>
    public static async Task<Dictionary<(SolutionInterestId Interest, AccountId Account), string>> CreateAsync(
        SqlSession session, IReadOnlyCollection<(SolutionInterestId Interest, AccountId Account)> pairs, Decision decision,
        TimeProvider time)
    {
        var created = pairs.ToDictionary(pair => pair, _ => NewId.Make(time));
        if (created.Count == 0)
        {
            return created;
        }

        var templates = (await session.QueryAsync<TemplateRow>(
            Templates, new { interests = StoredJson.Ids(pairs.Select(pair => pair.Interest.Value)) }))
            .ToDictionary(row => new SolutionInterestId(row.Id), row => row.RoleTemplateId);
        var roles = await TemplateRoles.ReadAsync(session, templates.Values);
        var empty = templates.ToDictionary(template => template.Key, template => CompletenessScore.Of(roles[template.Value], _ => 0));
        var now = new Instant(decision.At);
        await session.InsertAsync(
            Insert,
            [
                .. created.Select(group => new object?[]
                {
                    group.Value,
                    group.Key.Interest.Value,
                    group.Key.Account.Value,
                    empty[group.Key.Interest].Exact,
                    empty[group.Key.Interest].Displayed,
                    1L,
                    now,
                    decision.Author,
                    now,
                }),
            ]);
        foreach (var ((interest, account), id) in created)
        {
            session.Tell(new NewEvent(
                GroupEventType.GroupCreated, new BuyingGroupId(id), interest, account, PersonId: null, decision, Old: null, New: null));
        }

        return created;
    }

    private sealed class PairRow
    {
        public required string Id { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string AccountId { get; init; }
    }

    private sealed class TemplateRow
    {
        public required string Id { get; init; }

        public required string RoleTemplateId { get; init; }
    }
}
