using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Reads what jobs decide on, by a number of statements that doesn't depend on the number of accounts and people.</summary>
/// <param name="database">The database.</param>
public sealed class JobAccountReader(SqlDatabase database)
{
    private static readonly Statement Audiences = new("""
        SELECT j.id AS job_id, j.solution_interest_id, a.id AS audience_id, a.has_account_list, a.condition_text
        FROM job AS j
        JOIN audience AS a ON a.id = j.audience_id
        WHERE j.type = 'CREATION'
            {? AND j.id = @job }
            {? AND j.status = @status }
        ORDER BY j.id
        """);

    private static readonly Statement Interests = new("""
        SELECT si.id, si.role_template_id, si.update_existing_buying_groups
        FROM solution_interest AS si
        WHERE si.update_existing_buying_groups = 1 OR EXISTS (SELECT 1 FROM job AS j WHERE j.solution_interest_id = si.id)
        ORDER BY si.id
        """);

    private static readonly Statement CountAccounts = new("SELECT COUNT(*) FROM account");

    private static readonly Statement CountListed = new("SELECT listed_accounts FROM audience WHERE id = @audience");

    private static readonly Statement Accounts = new("""
        SELECT a.id, a.name, a.parent_id, a.attributes, (SELECT COUNT(*) FROM person AS p WHERE p.account_id = a.id) AS people
        FROM account AS a
        WHERE a.id > @afterId
        ORDER BY a.id
        {limit @take}
        """);

    private static readonly Statement ListedAccounts = new("""
        SELECT a.id, a.name, a.parent_id, a.attributes, (SELECT COUNT(*) FROM person AS p WHERE p.account_id = a.id) AS people
        FROM audience
        JOIN audience_account AS l ON l.list_id = audience.list_id
        JOIN account AS a ON a.id = l.account_id
        WHERE audience.id = @audience AND l.account_id > @afterId
        ORDER BY l.account_id
        {limit @take}
        """);

    private static readonly Statement NextAccount = new("""
        SELECT a.id
        FROM account AS a
        WHERE a.id > @afterId
        ORDER BY a.id
        {limit @take}
        """);

    private static readonly Statement NextListed = new("""
        SELECT l.account_id
        FROM audience
        JOIN audience_account AS l ON l.list_id = audience.list_id
        WHERE audience.id = @audience AND l.account_id > @afterId
        ORDER BY l.account_id
        {limit @take}
        """);

    private static readonly Statement Listed = new("""
        SELECT audience.id AS audience_id, l.account_id
        FROM {ids @accounts} AS account
        CROSS JOIN {ids @audiences} AS wanted
        JOIN audience ON audience.id = wanted.id
        JOIN audience_account AS l ON l.list_id = audience.list_id AND l.account_id = account.id
        """);

    private static readonly Statement Known = new("""
        SELECT k.job_id, k.account_id
        FROM {ids @accounts} AS account
        CROSS JOIN {ids @jobs} AS job
        JOIN job_account AS k ON k.job_id = job.id AND k.account_id = account.id
        """);

    private static readonly Statement Groups = new("""
        SELECT g.id, g.account_id, g.solution_interest_id
        FROM {ids @accounts} AS account
        CROSS JOIN {ids @interests} AS interest
        JOIN buying_group AS g ON g.solution_interest_id = interest.id AND g.account_id = account.id
        """);

    private static readonly Statement People = new("""
        SELECT p.id, p.account_id, p.first_name, p.last_name, p.job_title, p.attributes, p.move_id
        FROM person AS p
        JOIN {ids @accounts} AS wanted ON wanted.id = p.account_id
        """);

    private static readonly Statement CountPeople = new("SELECT COUNT(*) FROM person");

    private static readonly Statement Inhabited = new("""
        SELECT p.account_id, COUNT(*) AS people
        FROM person AS p
        WHERE p.account_id > @afterId
        GROUP BY p.account_id
        ORDER BY p.account_id
        {limit @take}
        """);

    private static readonly Statement Inhabitants = new("""
        SELECT p.account_id, p.id, p.move_id
        FROM person AS p
        JOIN {ids @accounts} AS wanted ON wanted.id = p.account_id
        ORDER BY p.account_id, p.id
        """);

    /// <summary>The number of people in the directory.</summary>
    public Task<long> CountPeopleAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => session.GetAsync<long>(CountPeople), cancellationToken);

    /// <summary>The people of the next accounts that have any, up to the last of these accounts. Empty if there are no more.</summary>
    /// <param name="after">The last account of the previous batch; empty for the first batch.</param>
    /// <param name="most">The most accounts, and the most people unless a single account has more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<PersonOfAccount>> ReadPeopleAfterAsync(
        string after, (int Accounts, int People) most, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async Task<IReadOnlyList<PersonOfAccount>> (session) =>
            {
                var rows = await session.QueryAsync<InhabitedRow>(Inhabited, new { afterId = after, take = most.Accounts });
                var people = 0L;
                string[] accounts =
                    [.. rows.TakeWhile((row, index) => (people += row.People) <= most.People || index == 0).Select(row => row.AccountId)];
                return accounts.Length == 0
                    ? []
                    : [
                        .. (await session.QueryAsync<InhabitantRow>(Inhabitants, new { accounts = StoredJson.Ids(accounts) }))
                            .Select(row => new PersonOfAccount(new AccountId(row.AccountId), new PersonId(row.Id), row.MoveId is not null)),
                    ];
            },
            cancellationToken);

    /// <summary>The audience of a creation job, or those of all creation jobs that have succeeded and weren't deleted.</summary>
    /// <param name="job">The job; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<RememberedAudience>> GetAudiencesAsync(JobId? job, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<RememberedAudience>> (session) =>
                [
                    .. (await session.QueryAsync<AudienceRow>(
                        Audiences, new { job = job?.Value, status = job is null ? StoredWord.Of(JobStatus.Succeeded) : null }))
                        .Select(row => row.ToAudience()),
                ],
            cancellationToken);

    /// <summary>The solution interests that concern jobs: those whose groups are kept up to date, and those that have jobs.</summary>
    public Task<IReadOnlyList<JobInterest>> GetInterestsAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<JobInterest>> (session) =>
                [
                    .. (await session.QueryAsync<InterestRow>(Interests))
                        .Select(row => new JobInterest(
                            new SolutionInterestId(row.Id), new RoleTemplateId(row.RoleTemplateId), row.UpdateExistingBuyingGroups)),
                ],
            cancellationToken);

    /// <summary>The number of accounts on the list of an audience; null counts the accounts of the directory.</summary>
    public Task<long> CountAccountsAsync(AudienceId? audience, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            session => audience is { } listed
                ? session.GetAsync<long>(CountListed, new { audience = listed.Value })
                : session.GetAsync<long>(CountAccounts),
            cancellationToken);

    /// <summary>The id of the next account, without reading anything else of it; null if there are no more.</summary>
    /// <param name="after">The previous account; empty for the first.</param>
    /// <param name="onList">Only accounts on the list of this audience; null means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<AccountId?> GetNextAccountAsync(string after, AudienceId? onList, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var next = onList is { } audience
                    ? await session.FindAsync<string>(NextListed, new { afterId = after, audience = audience.Value, take = 1 })
                    : await session.FindAsync<string>(NextAccount, new { afterId = after, take = 1 });
                return next is null ? default(AccountId?) : new AccountId(next);
            },
            cancellationToken);

    /// <summary>The next accounts, in the order of their ids; empty if there are no more.</summary>
    /// <param name="after">The last account of the previous batch; empty for the first batch.</param>
    /// <param name="onList">Only accounts on the list of this audience; null means all.</param>
    /// <param name="most">The most accounts, and the most people unless a single account has more.</param>
    /// <param name="audiences">The audiences for which to determine whether the accounts are on their lists, and remembered.</param>
    /// <param name="interests">The solution interests whose groups to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<AccountUnderJob>> ReadAccountsAsync(
        string after,
        AudienceId? onList,
        (int Accounts, int People) most,
        IReadOnlyCollection<RememberedAudience> audiences,
        IReadOnlyCollection<SolutionInterestId> interests,
        CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async Task<IReadOnlyList<AccountUnderJob>> (session) =>
            {
                var rows = onList is { } audience
                    ? await session.QueryAsync<JobAccountRow>(
                        ListedAccounts, new { afterId = after, audience = audience.Value, take = most.Accounts })
                    : await session.QueryAsync<JobAccountRow>(Accounts, new { afterId = after, take = most.Accounts });
                var people = 0L;
                var taken = rows.TakeWhile((row, index) => (people += row.People) <= most.People || index == 0).ToArray();
                var accounts = StoredJson.Ids(taken.Select(row => row.Id));
                string[] lists = [.. audiences.Where(each => each.HasList).Select(each => each.AudienceId.Value)];
                var listed = lists.Length == 0 || taken.Length == 0
                    ? []
                    : await session.QueryAsync<ListedRow>(Listed, new { accounts, audiences = StoredJson.Ids(lists) });
                var known = audiences.Count == 0 || taken.Length == 0
                    ? []
                    : await session.QueryAsync<KnownRow>(
                        Known, new { accounts, jobs = StoredJson.Ids(audiences.Select(each => each.JobId.Value)) });
                var groups = taken.Length == 0
                    ? []
                    : await session.QueryAsync<GroupRow>(
                        Groups, new { accounts, interests = StoredJson.Ids(interests.Select(interest => interest.Value)) });
                var (listedOf, knownOf, groupsOf) = (
                    listed.ToLookup(row => row.AccountId), known.ToLookup(row => row.AccountId), groups.ToLookup(row => row.AccountId));
                return
                [
                    .. taken.Select(row => new AccountUnderJob(
                        new AccountId(row.Id),
                        row.ToAccount,
                        listedOf[row.Id].Select(each => new AudienceId(each.AudienceId)).ToHashSet(),
                        knownOf[row.Id].Select(each => new JobId(each.JobId)).ToHashSet(),
                        groupsOf[row.Id].ToDictionary(
                            each => new SolutionInterestId(each.SolutionInterestId), each => new BuyingGroupId(each.Id)))),
                ];
            },
            cancellationToken);

    /// <summary>The people of accounts, and the decisions that stand in groups.</summary>
    public Task<PeopleRead> ReadPeopleAsync(
        IReadOnlyCollection<AccountId> accounts, IReadOnlyCollection<BuyingGroupId> groups, CancellationToken cancellationToken =
            default) =>
        database.ReadAsync(
            async session =>
            {
                var people = accounts.Count == 0
                    ? []
                    : await session.QueryAsync<PersonRow>(
                        People, new { accounts = StoredJson.Ids(accounts.Select(account => account.Value)) });
                var records = groups.Count == 0 ? [] : await MembershipRecords.OfGroupsAsync(session, groups);
                var decided = records.Where(record => record.Decision.Source != DecisionSource.System).ToArray();
                var told = await DecisionHistory.OverruledWishesAsync(session, decided.Select(record => (record.GroupId, record.PersonId)));
                return new PeopleRead(
                    people.ToLookup(
                        row => new AccountId(row.AccountId),
                        row => new PersonRead(new PersonId(row.Id), row.MoveId is not null, row.ToPerson)),
                    new StandingDecisions(records.ToDictionary(record => (record.GroupId, record.PersonId)), told));
            },
            cancellationToken);

    private sealed class InhabitedRow
    {
        public required string AccountId { get; init; }

        public required long People { get; init; }
    }

    private sealed class InhabitantRow
    {
        public required string AccountId { get; init; }

        public required string Id { get; init; }

        public string? MoveId { get; init; }
    }

    private sealed class InterestRow
    {
        public required string Id { get; init; }

        public required string RoleTemplateId { get; init; }

        public required bool UpdateExistingBuyingGroups { get; init; }
    }

    private sealed class AudienceRow
    {
        public required string JobId { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string AudienceId { get; init; }

        public required bool HasAccountList { get; init; }

        public string? ConditionText { get; init; }

        public RememberedAudience ToAudience() => new(
            new JobId(JobId),
            new SolutionInterestId(SolutionInterestId),
            new AudienceId(AudienceId),
            HasAccountList,
            ConditionText is null ? null : Domain.Conditions.ConditionText.Parse(ConditionText));
    }

    private sealed class JobAccountRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public string? ParentId { get; init; }

        public required string Attributes { get; init; }

        public required long People { get; init; }

        public Account ToAccount() => new AccountRow { Id = Id, Name = Name, ParentId = ParentId, Attributes = Attributes }.ToAccount();
    }

    private sealed class ListedRow
    {
        public required string AudienceId { get; init; }

        public required string AccountId { get; init; }
    }

    private sealed class KnownRow
    {
        public required string JobId { get; init; }

        public required string AccountId { get; init; }
    }

    private sealed class GroupRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public required string SolutionInterestId { get; init; }
    }
}
