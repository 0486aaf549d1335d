using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Server.Rosters;

/// <summary>
/// Reads what a score is computed from: a group's roster, cached in the process, and its members' counters, in one Redis round trip. The
/// same round trip reads the roster token, which every change to the roster replaces. A roster is used only if its token, which stood in
/// Redis before the roster was read from SQL, still stands. The log of invalidations covers the changes that Redis couldn't be told of, or
/// has lost (a connection broke, and Redis is back, perhaps with older tokens). So every score that is asked for after a membership command
/// was answered counts the change, on every server. <see cref="SharedStateLease"/> explains why.
/// </summary>
internal sealed class GroupReader(
    RosterStore rosters,
    ActivityCounters counters,
    CounterMoves moves,
    SharedStateLease lease,
    ScoringCalendar calendar,
    TimeProvider time,
    ServerOptions options) : IDisposable
{
    private readonly FencedCache<BuyingGroupId, CachedRoster> _cache =
        new(lease, options.CachedRosters, InvalidationKind.Group, id => new(id));

    /// <summary>Reads one group.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public async Task<GroupReading> ReadAsync(BuyingGroupId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = await lease.CurrentAsync(cancellationToken);
        if (Cached(id) is { } cached)
        {
            var read = await counters.ReadGroupAsync(cached.Keys, cancellationToken);
            if (read.Token == cached.Token
                && (state.RedisEpoch == counters.Epoch || await OutliveALookAsync([cached], cancellationToken) is [_]))
            {
                return new GroupReading(cached, read, state, calendar.WindowAt(now), now);
            }
        }

        var loaded = await LoadAsync([id], cancellationToken);
        return loaded.TryGetValue(id, out var group)
            ? await ReadAsync(group, state, now, cancellationToken)
            : throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, id.Value);
    }

    /// <summary>Reads many groups, pipelined. Groups that don't exist are left out.</summary>
    public async Task<IReadOnlyDictionary<BuyingGroupId, GroupReading>> ReadManyAsync(
        IReadOnlyCollection<BuyingGroupId> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = await lease.CurrentAsync(cancellationToken);
        var hits = ids.Select(Cached).OfType<CachedRoster>().ToArray();
        var reads = await Task.WhenAll(hits.Select(group => counters.ReadGroupAsync(group.Keys, cancellationToken)));
        var outlived = state.RedisEpoch == counters.Epoch
            ? null
            : (await OutliveALookAsync(hits, cancellationToken)).Select(group => group.Roster.BuyingGroupId).ToHashSet();
        var readings = hits.Zip(reads)
            .Where(hit => hit.Second.Token == hit.First.Token && outlived?.Contains(hit.First.Roster.BuyingGroupId) != false)
            .ToDictionary(
                hit => hit.First.Roster.BuyingGroupId,
                hit => new GroupReading(hit.First, hit.Second, state, calendar.WindowAt(now), now));

        BuyingGroupId[] missing = [.. ids.Where(id => !readings.ContainsKey(id)).Distinct()];
        if (missing.Length > 0)
        {
            var loaded = await LoadAsync(missing, cancellationToken);
            foreach (var reading in await Task.WhenAll(loaded.Values.Select(group => ReadAsync(group, state, now, cancellationToken))))
            {
                readings[reading.Group.Roster.BuyingGroupId] = reading;
            }
        }

        return readings;
    }

    /// <inheritdoc />
    public void Dispose() => _cache.Dispose();

    // Only called after the state was taken from the lease, so what that state declares invalid has left the cache.
    private CachedRoster? Cached(BuyingGroupId id) => _cache.TryGet(id, out var roster) ? roster : null;

    // A Redis that was away may have lost a token that announced a change. The log of invalidations has the change.
    private async Task<CachedRoster[]> OutliveALookAsync(CachedRoster[] groups, CancellationToken cancellationToken) =>
        groups.Length == 0 || await lease.LookAnewAsync(cancellationToken) is null
            ? []
            : [.. groups.Where(group => ReferenceEquals(Cached(group.Roster.BuyingGroupId), group))];

    // A roster that was read from SQL after the request arrived is right without its token; the token is for later uses of the cached
    // roster.
    private async Task<GroupReading> ReadAsync(
        CachedRoster group, SharedState state, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(group, await counters.ReadGroupAsync(group.Keys, cancellationToken), state, calendar.WindowAt(now), now);

    private async Task<Dictionary<BuyingGroupId, CachedRoster>> LoadAsync(
        IReadOnlyCollection<BuyingGroupId> ids, CancellationToken cancellationToken)
    {
        // The order matters: the token first, then SQL. A change that is committed in between replaces the token, so the roster is never
        // used from the cache.
        var accounts = await rosters.GetAccountsAsync(ids, cancellationToken);
        var tokens = await Task.WhenAll(accounts.Select(async group =>
            (group.Key, Token: await counters.EnsureRosterTokenAsync(group.Value, group.Key, cancellationToken))));
        var tokenOf = tokens.ToDictionary(each => each.Key, each => each.Token);
        var loaded = new Dictionary<BuyingGroupId, CachedRoster>();
        foreach (var roster in (await rosters.GetAsync([.. tokenOf.Keys], cancellationToken)).Values)
        {
            foreach (var move in roster.PendingMoves)
            {
                await moves.CompleteAsync(move, cancellationToken);
            }

            // Computing a score doesn't look for markers of moves. A member with a marker was moved by a change that the database has lost.
            await moves.SettleAsync(roster.AccountId, [.. roster.Members.Select(member => member.PersonId)], cancellationToken);
            var group = new CachedRoster(
                roster,
                counters.KeysOf(roster.AccountId, roster.BuyingGroupId, [.. roster.Members.Select(member => member.PersonId)]),
                tokenOf[roster.BuyingGroupId]);
            _cache.Keep(roster.BuyingGroupId, group, roster.LogPosition);
            loaded[roster.BuyingGroupId] = group;
        }

        return loaded;
    }
}
