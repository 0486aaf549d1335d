using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Services.Scores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// The person engagement scores of the people of a batch, for conditions that name them. Apart from <see cref="PersonReader"/>, since a job knows each person's
/// account, and would fill the cache of accounts with everybody there is.
/// </summary>
internal sealed class PeopleEngagement(ActivityCounters counters, PersonReader moved, SharedStateLease lease, ScoringCalendar calendar)
{
    /// <summary>As many as one command reads: few enough to be answered in time, whatever they have done.</summary>
    private const int ReadAtOnce = 500;

    public async Task<IReadOnlyDictionary<PersonId, double>> ReadAsync(
        IEnumerable<(AccountId Account, PersonId Person)> people, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var model = (await lease.CurrentAsync(cancellationToken)).Model;
        var window = calendar.WindowAt(now);
        var scores = new Dictionary<PersonId, double>();
        foreach (var account in people.GroupBy(each => each.Account, each => each.Person))
        {
            foreach (var some in account.Chunk(ReadAtOnce))
            {
                foreach (var (person, read) in some.Zip(await counters.ReadPeopleAsync(account.Key, some, cancellationToken)))
                {
                    var packed = read.HasMoved ? await ReadMovedAsync(person, cancellationToken) : read.Packed;
                    scores[person] = GroupEngagement.PersonTotal(packed.Span, model, window, ScoringMethod.RoleWeighted).Value;
                }
            }
        }

        return scores;
    }

    private async Task<ReadOnlyMemory<byte>> ReadMovedAsync(PersonId person, CancellationToken cancellationToken)
    {
        try
        {
            return await moved.ReadAsync(person, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // Erased since the batch was read.
            return default;
        }
    }
}
