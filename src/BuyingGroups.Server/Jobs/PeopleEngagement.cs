using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Services.Directory;
using BuyingGroups.Server.Services.Scores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// The person engagement scores of the people of a batch, for conditions that name them. Apart from <see cref="PersonReader"/>, since a job knows each person's
/// account, and would fill the cache of accounts with everybody there is.
/// </summary>
internal sealed class PeopleEngagement(
    DirectoryStore directory, PersonMover mover, ActivityCounters counters, PersonReader moved, SharedStateLease lease, ScoringCalendar calendar)
{
    /// <summary>As many as one command reads: few enough to be answered in time, whatever they have done.</summary>
    private const int ReadAtOnce = 500;

    /// <summary>As many as one statement asks for.</summary>
    private const int LocatedAtOnce = 1_000;

    public async Task<IReadOnlyDictionary<PersonId, double>> ReadAsync(
        IReadOnlyCollection<(AccountId Account, PersonId Person)> people, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await CompleteMovesAsync([.. people.Select(each => each.Person)], cancellationToken);
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

    // Counters that haven't followed their person yet aren't in the account that SQL names: the score would be 0, and nobody told.
    private async Task CompleteMovesAsync(IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        foreach (var some in people.Chunk(LocatedAtOnce))
        {
            foreach (var location in (await directory.GetLocationsAsync(some, cancellationToken)).Values)
            {
                if (location.PendingMove is { } move)
                {
                    await mover.CompleteAsync(move, cancellationToken);
                }
            }
        }
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
