using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;

namespace BuyingGroups.Storage.Sql;

/// <summary>Buying groups.</summary>
public sealed class BuyingGroupStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Read = new(
        """
        SELECT buying_group.buying_group_id AS Id, buying_group.solution_interest_id AS SolutionInterestId, solution_interest.name AS InterestName,
               buying_group.account_id AS AccountId, account.name AS AccountName, buying_group.completeness AS Completeness,
               buying_group.completeness_displayed AS CompletenessDisplayed, buying_group.created_at AS CreatedAt,
               buying_group.created_by AS CreatedBy, buying_group.updated_at AS UpdatedAt
        FROM buying_group
        JOIN solution_interest ON solution_interest.solution_interest_id = buying_group.solution_interest_id
        JOIN account ON account.account_id = buying_group.account_id
        WHERE buying_group.buying_group_id = @id
        """);

    private static readonly Statement List = new(
        """
        SELECT buying_group.buying_group_id AS Id, buying_group.solution_interest_id AS SolutionInterestId, solution_interest.name AS InterestName,
               buying_group.account_id AS AccountId, account.name AS AccountName, buying_group.completeness AS Completeness,
               buying_group.completeness_displayed AS CompletenessDisplayed, buying_group.created_at AS CreatedAt,
               buying_group.created_by AS CreatedBy, buying_group.updated_at AS UpdatedAt
        FROM buying_group
        JOIN solution_interest ON solution_interest.solution_interest_id = buying_group.solution_interest_id
        JOIN account ON account.account_id = buying_group.account_id
        WHERE (buying_group.updated_at < @afterAt OR (buying_group.updated_at = @afterAt AND buying_group.buying_group_id < @afterId))
          AND (@interestId IS NULL OR buying_group.solution_interest_id = @interestId)
          AND (@accountId IS NULL OR buying_group.account_id = @accountId)
        ORDER BY buying_group.updated_at DESC, buying_group.buying_group_id DESC
        {limit}
        """);

    private static readonly Statement FindPair = new(
        "SELECT buying_group_id FROM buying_group {lock} WHERE solution_interest_id = @interestId AND account_id = @accountId");

    private static readonly Statement FindInterest = new("SELECT solution_interest_id FROM solution_interest WHERE solution_interest_id = @interestId");

    private static readonly Statement FindAccount = new("SELECT account_id FROM account WHERE account_id = @accountId");

    private static readonly Statement Insert = new(
        """
        INSERT INTO buying_group
            (buying_group_id, solution_interest_id, account_id, completeness, completeness_displayed, revision, created_at, created_by, updated_at)
        VALUES (@id, @interestId, @accountId, 0, 0, 0, @now, @by, @now)
        """);

    /// <summary>Makes the group of a pair.</summary>
    /// <exception cref="ReferenceNotFoundException">The solution interest or the account isn't there.</exception>
    /// <exception cref="ResourceExistsException">The pair has a group.</exception>
    public Task<BuyingGroup> CreateAsync(SolutionInterestId interest, AccountId account, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var (interestId, accountId) = (interest.Value, account.Value);
                if (await session.FindAsync<string>(FindInterest, new { interestId }) is null)
                {
                    throw new ReferenceNotFoundException("buying_group.solution_interest_id", ResourceTypes.SolutionInterest, interestId);
                }

                if (await session.FindAsync<string>(FindAccount, new { accountId }) is null)
                {
                    throw new ReferenceNotFoundException("buying_group.account_id", ResourceTypes.Account, accountId);
                }

                if (await session.FindAsync<string>(FindPair, new { interestId, accountId }) is { } existing)
                {
                    throw new ResourceExistsException(
                        ResourceTypes.BuyingGroup, existing, "There is a buying group for this solution interest and account already.");
                }

                var id = NewId.Make();
                var now = time.GetUtcNow().UtcTicks;
                await session.ExecuteAsync(Insert, new { id, interestId, accountId, now, by = author });
                await GroupCompleteness.RecomputeAsync(session, [new BuyingGroupId(id)], now);
                return (await session.FindAsync<Row>(Read, new { id }))!.ToGroup();
            },
            cancellationToken);

    /// <summary>One group.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public async Task<BuyingGroup> GetAsync(BuyingGroupId id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Read, new { id = id.Value }), cancellationToken);
        return row?.ToGroup() ?? throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, id.Value);
    }

    /// <summary>Groups, newest update first.</summary>
    public async Task<Page<BuyingGroup>> ListAsync(
        PageRequest page, SolutionInterestId? interest, AccountId? account, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(List, new
            {
                afterAt = page.AfterTicks,
                afterId = page.AfterId,
                interestId = interest?.Value,
                accountId = account?.Value,
                limit = page.Limit,
            }),
            cancellationToken);
        return Page<BuyingGroup>.Of(rows, page, row => row.ToGroup(), row => PageCursor.At(row.UpdatedAt, row.Id));
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string SolutionInterestId { get; set; } = "";

        public string InterestName { get; set; } = "";

        public string AccountId { get; set; } = "";

        public string AccountName { get; set; } = "";

        public double Completeness { get; set; }

        public int CompletenessDisplayed { get; set; }

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";

        public long UpdatedAt { get; set; }

        public BuyingGroup ToGroup() => new(
            new BuyingGroupId(Id),
            new SolutionInterestId(SolutionInterestId),
            InterestName,
            new AccountId(AccountId),
            AccountName,
            Completeness,
            CompletenessDisplayed,
            new Change(CreatedAt.ToInstant(), CreatedBy),
            UpdatedAt.ToInstant());
    }
}
