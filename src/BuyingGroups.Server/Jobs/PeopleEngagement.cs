using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Services.Scores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Redis;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// The person engagement scores of the people of a batch, for conditions that name them. Apart from <see cref="PersonReader"/>, since a job knows each person's
/// account, and would fill the cache of accounts with everybody there is.
/// </summary>
internal sealed class PeopleEngagement(ActivityCounters counters, PersonReader moved, SharedStateLease lease, ScoringCalendar calendar)
{
    public async Task<IReadOnlyDictionary<PersonId, double>> ReadAsync(
        IEnumerable<(AccountId Account, PersonId Person)> people, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var model = (await lease.CurrentAsync(cancellationToken)).Model;
        var window = calendar.WindowAt(now);
        var scores = await Task.WhenAll(people.Select(async each =>
        {
            var read = await counters.ReadPersonAsync(each.Account, each.Person, cancellationToken);
            var packed = read.HasMoved ? await ReadMovedAsync(each.Person, cancellationToken) : read.Packed;
            return (each.Person, Score: GroupEngagement.PersonTotal(packed.Span, model, window, ScoringMethod.RoleWeighted).Value);
        }));
        return scores.ToDictionary(each => each.Person, each => each.Score);
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
