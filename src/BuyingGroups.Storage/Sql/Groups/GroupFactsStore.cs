using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>Reads what conditions ask of groups, by a number of statements that doesn't depend on how many conditions there are.</summary>
/// <param name="database">Where it is kept.</param>
public sealed class GroupFactsStore(SqlDatabase database)
{
    private static readonly Statement KnownAccounts = new("""
        SELECT a.id
        FROM account AS a
        JOIN {ids @accounts} AS wanted ON wanted.id = a.id
        """);

    private static readonly Statement AccountsOfPeople = new("""
        SELECT p.id, p.account_id
        FROM person AS p
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        """);

    private static readonly Statement Groups = new("""
        SELECT g.id, g.account_id, g.solution_interest_id, g.stage_id, g.status, g.completeness_displayed
        FROM buying_group AS g
        JOIN {ids @accounts} AS wanted ON wanted.id = g.account_id
        ORDER BY g.id
        """);

    private static readonly Statement Members = new("""
        SELECT m.group_id, m.role_id, COUNT(*) AS members
        FROM membership AS m
        JOIN buying_group AS g ON g.id = m.group_id
        JOIN {ids @accounts} AS wanted ON wanted.id = g.account_id
        WHERE m.state = 'ASSIGNED'
        GROUP BY m.group_id, m.role_id
        """);

    private static readonly Statement Memberships = new("""
        SELECT m.group_id, m.person_id, m.state, m.role_id
        FROM membership AS m
        JOIN {ids @people} AS wanted ON wanted.id = m.person_id
        """);

    /// <summary>The groups of those accounts that there are, in the order of the groups' ids.</summary>
    public Task<IReadOnlyDictionary<AccountId, IReadOnlyList<GroupFacts>>> OfAccountsAsync(
        IEnumerable<AccountId> accounts, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async Task<IReadOnlyDictionary<AccountId, IReadOnlyList<GroupFacts>>> (session) =>
            {
                var known = await session.QueryAsync<string>(
                    KnownAccounts, new { accounts = StoredJson.Ids(accounts.Select(account => account.Value)) });
                return await ReadGroupsAsync(session, known);
            },
            cancellationToken);

    /// <summary>The groups of the accounts of those people that there are, and what was decided on them there.</summary>
    public Task<IReadOnlyDictionary<PersonId, IReadOnlyList<(GroupFacts Group, PersonInGroup? Membership)>>> OfPeopleAsync(
        IEnumerable<PersonId> people, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async Task<IReadOnlyDictionary<PersonId, IReadOnlyList<(GroupFacts Group, PersonInGroup? Membership)>>> (session) =>
            {
                var ids = StoredJson.Ids(people.Select(person => person.Value));
                var known = await session.QueryAsync<PersonRow>(AccountsOfPeople, new { people = ids });
                var groups = await ReadGroupsAsync(session, known.Select(person => person.AccountId));
                var memberships = (await session.QueryAsync<MembershipOfRow>(Memberships, new { people = ids }))
                    .ToDictionary(row => (row.GroupId, row.PersonId), row => row.ToFacts());
                return known.ToDictionary(
                    person => new PersonId(person.Id),
                    IReadOnlyList<(GroupFacts, PersonInGroup?)> (person) =>
                        [
                            .. groups[new AccountId(person.AccountId)]
                                .Select(group => (group, memberships.GetValueOrDefault((group.Id.Value, person.Id)))),
                        ]);
            },
            cancellationToken);

    private static async Task<IReadOnlyDictionary<AccountId, IReadOnlyList<GroupFacts>>> ReadGroupsAsync(
        SqlSession session, IEnumerable<string> accountIds)
    {
        var known = accountIds.Distinct().ToArray();
        var accounts = StoredJson.Ids(known);
        var members = (await session.QueryAsync<CountRow>(Members, new { accounts })).ToLookup(row => row.GroupId);
        var groups = (await session.QueryAsync<GroupRow>(Groups, new { accounts })).ToLookup(row => row.AccountId);
        return known.ToDictionary(
            account => new AccountId(account),
            IReadOnlyList<GroupFacts> (account) => [.. groups[account].Select(group => group.ToFacts(members[group.Id]))]);
    }

    private sealed class PersonRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }
    }

    private sealed class CountRow
    {
        public required string GroupId { get; init; }

        public required string RoleId { get; init; }

        public required int Members { get; init; }
    }

    private sealed class GroupRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public required string SolutionInterestId { get; init; }

        public string? StageId { get; init; }

        public required string Status { get; init; }

        public required int CompletenessDisplayed { get; init; }

        public GroupFacts ToFacts(IEnumerable<CountRow> members) => new(
            new BuyingGroupId(Id),
            new AccountId(AccountId),
            new SolutionInterestId(SolutionInterestId),
            StageId ?? "",
            Status,
            CompletenessDisplayed,
            members.ToDictionary(row => new RoleId(row.RoleId), row => row.Members));
    }

    private sealed class MembershipOfRow
    {
        public required string GroupId { get; init; }

        public required string PersonId { get; init; }

        public required string State { get; init; }

        public string? RoleId { get; init; }

        public PersonInGroup ToFacts() => new(StoredWord.Parse<MembershipState>(State), RoleId is null ? null : new RoleId(RoleId));
    }
}
