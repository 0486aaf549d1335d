using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Server.People;

/// <summary>
/// Knows the account to which a person belongs, and so where the person's counters are. Accounts are cached in the process. The counters
/// themselves reveal that a cached account is out of date: a person who moved left a marker, and <see cref="LookAgainAsync"/> then reads
/// the account again. A person who was erased leaves no marker; the log of invalidations names erased people instead
/// (<see cref="SharedStateLease"/>).
/// </summary>
internal sealed class PersonLocations(DirectoryStore store, CounterMoves moves, SharedStateLease lease, ServerOptions options) : IDisposable
{
    // Shorter than a marker of a move is kept (the scoring window), so that no server still has the old account cached when the marker is
    // gone.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly FencedCache<PersonId, AccountId> _cache = new(lease, options.CachedPeople, InvalidationKind.Person, id => new(id));

    /// <summary>The accounts of those people who are cached in this process.</summary>
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

    /// <summary>The accounts of those people who exist. Those that aren't cached are read by one statement.</summary>
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
                // Nothing is recorded in the new account before the counters and ids of the old one have arrived: a retry would count
                // twice.
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
    /// Reads the person's account again. If SQL still names the account that the counters have moved away from, the counters are brought
    /// back.
    /// </summary>
    public async Task LookAgainAsync(PersonId person, AccountId account, CancellationToken cancellationToken)
    {
        _cache.Remove(person);
        await moves.SettleAsync(account, [person], cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _cache.Dispose();
}
