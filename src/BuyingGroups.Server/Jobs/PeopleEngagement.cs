using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.People;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// The person totals of a batch, for conditions that name them and to find the highest. Separate from <see cref="PersonReader"/>, because a
/// job already knows each person's account and would flood the cache of accounts with the whole directory.
/// </summary>
internal sealed class PeopleEngagement(ActivityCounters counters, PersonReader moved, SharedStateLease lease)
{
    /// <summary>The most people that one command reads: few enough to be answered in time, whatever they have done.</summary>
    private const int ReadAtOnce = 500;

    /// <summary>The total of each of these people.</summary>
    /// <param name="people">The people, and which of them may be moving from another account.</param>
    /// <param name="method">The scoring method.</param>
    /// <param name="window">The days that count.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyDictionary<PersonId, ExactScore>> ReadAsync(
        IEnumerable<PersonOfAccount> people, ScoringMethod method, ScoringWindow window, CancellationToken cancellationToken)
    {
        var model = (await lease.CurrentAsync(cancellationToken)).Model;
        var scores = new Dictionary<PersonId, ExactScore>();
        foreach (var account in people.GroupBy(each => each.Account))
        {
            foreach (var some in account.Chunk(ReadAtOnce))
            {
                PersonId[] ids = [.. some.Select(each => each.Person)];
                foreach (var (person, read) in some.Zip(await counters.ReadPeopleAsync(account.Key, ids, cancellationToken)))
                {
                    var counted = read.HasMoved || person.IsMoving
                        ? await ReadMovedAsync(person.Person, cancellationToken)
                        : CounterRecords.Decode(read.Packed.Span);
                    scores[person.Person] = EngagementScore.PersonTotal(counted, model, window, method);
                }
            }
        }

        return scores;
    }

    private async Task<ActivityCount[]> ReadMovedAsync(PersonId person, CancellationToken cancellationToken)
    {
        try
        {
            return await moved.ReadAsync(person, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // The person was erased since the batch was read.
            return [];
        }
    }
}
