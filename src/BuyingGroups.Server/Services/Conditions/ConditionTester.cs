using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.People;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.Services.Conditions;

/// <summary>Finds the people or accounts that a condition selects, by going through the directory page by page.</summary>
internal sealed class ConditionTester(
    DirectoryStore directory, PersonLocations locations, PersonReader people, SharedStateLease lease, ScoringCalendar calendar,
    TimeProvider time)
{
    /// <summary>The most people or accounts that one call looks at.</summary>
    public const int MaxTested = 10_000;

    private const int ReadAtOnce = 1_000;

    // How many are evaluated between two checks whether the caller is still there: about a millisecond of people with long texts.
    private const int LookAtOnce = 64;

    private static readonly HashSet<string> NameAttributes = ["first_name", "last_name", "job_title", PersonSchema.EngagementScore];

    public async Task<(Page<Person> Selected, int Tested)> SelectAsync(
        CompiledCondition<PersonSubject> condition, AccountId account, PageRequest page, CancellationToken cancellationToken)
    {
        var namesSuffice = condition.Attributes.All(NameAttributes.Contains);
        var (selected, tested) = await SelectAsync(
            page,
            next => namesSuffice
                ? directory.ListNamesAsync(next, account, cancellationToken)
                : directory.ListPeopleAsync(next, account, cancellationToken),
            async batch =>
            {
                var today = Today();
                var scores = condition.Attributes.Contains(PersonSchema.EngagementScore)
                    ? await ScoresAsync(batch, cancellationToken)
                    : null;
                return index => condition.Matches(new PersonSubject(batch[index].Attributes, scores?[index]), today);
            },
            person => person.Id.Value,
            cancellationToken);
        if (!namesSuffice)
        {
            return (selected, tested);
        }

        var people = await directory.GetPeopleAsync([.. selected.Items.Select(person => person.Id)], cancellationToken);
        return (selected with { Items = people }, tested);
    }

    public Task<(Page<Account> Selected, int Tested)> SelectAsync(
        CompiledCondition<Account> condition, PageRequest page, CancellationToken cancellationToken) =>
        SelectAsync(condition, next => directory.ListAccountsAsync(next, parent: null, cancellationToken), page, cancellationToken);

    /// <summary>Selects among accounts that aren't the whole directory.</summary>
    /// <param name="condition">The condition that selects.</param>
    /// <param name="list">Lists the accounts in the order of their ids.</param>
    /// <param name="page">The page of the selected accounts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<(Page<Account> Selected, int Tested)> SelectAsync(
        CompiledCondition<Account> condition,
        Func<PageRequest, Task<Page<Account>>> list,
        PageRequest page,
        CancellationToken cancellationToken) =>
        SelectAsync(
            page,
            list,
            batch =>
            {
                var today = Today();
                return Task.FromResult<Func<int, bool>>(index => condition.Matches(batch[index], today));
            },
            account => account.Id.Value,
            cancellationToken);

    private static async Task<(Page<T> Selected, int Tested)> SelectAsync<T>(
        PageRequest page,
        Func<PageRequest, Task<Page<T>>> list,
        Func<IReadOnlyList<T>, Task<Func<int, bool>>> match,
        Func<T, string> idOf,
        CancellationToken cancellationToken)
    {
        var selected = new List<T>();
        var tested = 0;
        var after = page.After;
        do
        {
            var batch = await list(new PageRequest(ReadAtOnce, after));
            var matches = await match(batch.Items);
            foreach (var (index, item) in batch.Items.Index())
            {
                if (tested++ % LookAtOnce == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (matches(index))
                {
                    selected.Add(item);
                    var isLast = batch.Next is null && index == batch.Items.Count - 1;
                    if (selected.Count == page.Size && !isLast)
                    {
                        return (new Page<T>(selected, new PageCursor("", idOf(item))), tested);
                    }
                }
            }

            after = batch.Next;
            // Lets other calls that wait for the same threads have their turn.
            await Task.Yield();
        }
        while (after is not null && tested < MaxTested);
        return (new Page<T>(selected, after), tested);
    }

    private DateOnly Today() => calendar.DayOf(time.GetUtcNow()).ToDateOnly();

    private async Task<double[]> ScoresAsync(IReadOnlyList<Person> batch, CancellationToken cancellationToken)
    {
        var state = await lease.CurrentAsync(cancellationToken);
        var window = calendar.WindowAt(time.GetUtcNow());
        // One statement for all; reading one by one would ask separately for each person who isn't cached.
        await locations.GetAsync([.. batch.Select(person => person.Id)], cancellationToken);
        return await Task.WhenAll(batch.Select(async person =>
        {
            var counters = await people.ReadAsync(person.Id, cancellationToken);
            return EngagementScore.PersonTotal(counters, state.Model, window, ScoringMethod.RoleWeighted).Value;
        }));
    }
}
