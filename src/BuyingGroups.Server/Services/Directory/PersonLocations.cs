using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Services.Scores;
using BuyingGroups.Storage.Sql.Directory;
using Microsoft.Extensions.Caching.Memory;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>
/// Knows to which account a person belongs, and so where the person's counters are. Kept in the process; what is kept may be out of date,
/// which the counters themselves notice (a person who moved left a marker), and then <see cref="LookAgainAsync"/> makes it be asked again.
/// A person who was erased left
/// nothing: what was read under another fence (<see cref="SharedState.RosterFence"/>) isn't known any more.
/// </summary>
internal sealed class PersonLocations(DirectoryStore store, CounterMoves moves, SharedStateLease lease, ServerOptions options) : IDisposable
{
    // Shorter than a moved person's marker stands (the scoring window), so that no server outlives the marker with an old account in mind.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private long _fence;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.CachedPeople });

    /// <summary>The accounts of those people whom this process knows.</summary>
    public Dictionary<PersonId, AccountId> Known(IReadOnlyCollection<PersonId> people)
    {
        var known = new Dictionary<PersonId, AccountId>(people.Count);
        foreach (var person in people)
        {
            if (_cache.TryGetValue(person, out Location? location) && location!.Fence == Volatile.Read(ref _fence))
            {
                known[person] = location.Account;
            }
        }

        return known;
    }

    /// <summary>The accounts of those people that there are; those that this process doesn't know by one statement.</summary>
    public async Task<IReadOnlyDictionary<PersonId, AccountId>> GetAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        var fence = (await lease.CurrentAsync(cancellationToken)).RosterFence;
        Volatile.Write(ref _fence, fence);
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

                _cache.Set(
                    person, new Location(location.AccountId, fence), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
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

    private sealed record Location(AccountId Account, long Fence);
}
