using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Server.People;

/// <summary>
/// Knows to which account a person belongs, and so where the person's counters are. Kept in the process; what is kept may be out of date,
/// which the counters themselves notice (a person who moved left a marker), and then <see cref="LookAgainAsync"/> makes it be asked again.
/// A person who was erased left nothing: of them tells the log of invalidations (<see cref="SharedStateLease"/>).
/// </summary>
internal sealed class PersonLocations(DirectoryStore store, CounterMoves moves, SharedStateLease lease, ServerOptions options) : IDisposable
{
    // Shorter than a moved person's marker stands (the scoring window), so that no server outlives the marker with an old account in mind.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly FencedCache<PersonId, AccountId> _cache = new(lease, options.CachedPeople, InvalidationKind.Person, id => new(id));

    /// <summary>The accounts of those people whom this process knows.</summary>
    public Dictionary<PersonId, AccountId> Known(IReadOnlyCollection<PersonId> people)
    {
        var known = new Dictionary<PersonId, AccountId>(people.Count);
        foreach (var person in people)
        {
            if (_cache.TryGet(person, out var account))
            {
                known[person] = account;
            }
        }

        return known;
    }

    /// <summary>The accounts of those people that there are; those that this process doesn't know by one statement.</summary>
    public async Task<IReadOnlyDictionary<PersonId, AccountId>> GetAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        var position = (await lease.CurrentAsync(cancellationToken)).LogPosition;
        var found = Known(people);
        if (found.Count < people.Count)
        {
            PersonId[] unknown = [.. people.Where(person => !found.ContainsKey(person)).Distinct()];
            foreach (var (person, location) in await store.GetLocationsAsync(unknown, cancellationToken))
            {
                // Nothing is recorded in the new place before the old place's counters and ids are there: a retry would count twice.
                if (location.PendingMove is { } move)
                {
                    await moves.CompleteAsync(move, cancellationToken);
                }

                _cache.Keep(person, location.AccountId, position, KeptFor);
                found[person] = location.AccountId;
            }
        }

        return found;
    }

    /// <summary>
    /// Makes the person's account be asked again. If SQL still says that it is the one that the counters have moved away from, they are
    /// brought back.
    /// </summary>
    public async Task LookAgainAsync(PersonId person, AccountId account, CancellationToken cancellationToken)
    {
        _cache.Remove(person);
        await moves.SettleAsync(account, [person], cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _cache.Dispose();
}
