using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Server.Freshness;

/// <summary>
/// Keeps <see cref="SharedState"/> for a second on every server, and removes from the server's caches what the log of invalidations names.
/// One look at SQL a second serves all requests, whatever the number of groups.
/// </summary>
/// <remarks>
/// <para>
/// The promise: once a command, an erasure, a move or a renaming was answered, every score that is asked for afterwards, on any server,
/// counts it. The protocol:
/// </para>
/// <list type="number">
/// <item>A transaction that changes what servers may cache (a group's roster, a person's account by erasure, or something that all rosters
/// carry) writes an entry for each such thing to the log of invalidations (<c>InvalidationLog</c>), as its last write and under the lock
/// of one row. Positions have no gaps and become visible in order.</item>
/// <item>Before the change is answered, the roster token of each changed group is replaced in Redis (<see cref="RosterChanges"/>). If that
/// fails for any reason, and for changes that Redis isn't told of, the answer waits out the lease instead
/// (<see cref="WaitOutAsync"/>).</item>
/// <item>A lease lasts a second, counted from just before the look at SQL began. The look reads the entries after the position that the
/// server knows and removes what they name from the caches. Only then is the state with the new position published.</item>
/// <item>What is read from SQL is cached with a position of the log that the read includes. A <see cref="FencedCache{TKey,TValue}"/>
/// refuses it if the caches have been told of a later invalidation of the same thing meanwhile.</item>
/// <item>A request takes the state first and looks into a cache afterwards. A roster is used if its token, which stood in Redis before the
/// roster was read, is the one that stands there now and that is read together with the counters. If a connection to Redis broke since the
/// look (a Redis that comes back may have lost the last tokens), the roster must also have survived a look that began after the token was
/// read (<see cref="LookAnewAsync"/>).</item>
/// </list>
/// <para>
/// Why it holds: let a change have position p, be committed at time T, and be answered afterwards, and let a request come after the answer.
/// If Redis was told: the token was replaced before the answer, so a roster that was read before T has an outdated token and isn't used,
/// and a roster with the new token was read after the token was replaced and hence after T. A Redis that lost the new token broke its
/// connections after the token was replaced, and so after T. Either the look began after that, or the request starts another look; in both
/// cases entry p is seen before the roster is used, as follows. If the lease was waited out: the answer came 1.1 s after T (the tenth
/// allows for clocks that run at different speeds), so the request's lease began after T, and its look saw the committed entry p. Entries
/// up to p had been removed from the caches before the state was published. An entry that the request still finds in a cache was put in
/// afterwards, with position p or later, or concerns something else. It includes position p, because transactions become visible in the
/// order of their positions: each gets its position under the lock that it keeps until it has committed.
/// </para>
/// <para>
/// A server that dies between commit and answer leaves the entry behind: every other server learns of the change within a second, and no
/// caller was answered. A server that finds another number of entries than positions has missed some (it looked later than entries are
/// kept, or there are too many, or an older state of the database was restored) and clears its caches. It also does so when a server of a
/// version without the log has advanced the fence, the mechanism that preceded the log.
/// </para>
/// <para>
/// While SQL is away, the last state stays in use, because nobody can change it then. It is renewed in the background; requests wait for a
/// look only while the look is young. A server that alone has lost SQL can't tell the difference: until its next successful look it knows
/// the changes that Redis was told of, and not the others. Whoever waits out a lease during which SQL went away starts to wait again once
/// SQL is back, so that the other servers have looked again too.
/// </para>
/// <para>
/// Once the time zone of the data differs from this server's, no state is available: the server would record on days that differ from those
/// of the other servers.
/// </para>
/// </remarks>
internal sealed class SharedStateLease(
    ScoringModelStore models, RosterStore rosters, ActivityCounters counters, SqlDatabase database, ScoringCalendar calendar,
    TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    // A look takes some milliseconds. Requests that have an older state to use don't wait for a look that has taken longer: SQL is probably
    // still away.
    private static readonly TimeSpan YoungLook = TimeSpan.FromMilliseconds(250);

    // After this, the caller is told that the outcome is unknown. Most callers' deadlines are earlier.
    private static readonly TimeSpan WaitsForSql = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile Leased? _leased;
    private Look? _look;

    /// <summary>
    /// Announces the invalidations that a look found, before their positions become part of the state: the position just before the first
    /// of them, and the entries in their order. Null entries mean that everything that doesn't include the position is invalid.
    /// </summary>
    public event Action<long, IReadOnlyList<Invalidation>?>? Invalidated;

    /// <summary>The state, at most a second old.</summary>
    /// <exception cref="StoreUnavailableException">SQL is away and no state is known, or the time zone of the data has changed.</exception>
    public ValueTask<SharedState> CurrentAsync(CancellationToken cancellationToken)
    {
        return _leased is { } leased && IsCurrent(leased) ? ValueTask.FromResult(leased.State) : new ValueTask<SharedState>(RenewedAsync());

        async Task<SharedState> RenewedAsync() => (await LeasedAsync(waitsWithSqlAway: false, cancellationToken)).State;
    }

    /// <summary>The state of a look that begins now; null if SQL is away.</summary>
    public async Task<SharedState?> LookAnewAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        while (true)
        {
            var look = JoinLook();
            var ended = await look.Ended.WaitAsync(cancellationToken);
            if (look.Since >= asked)
            {
                return ended.Away is null ? ended.State : null;
            }
        }
    }

    /// <summary>Returns once no server uses a state from before the call.</summary>
    /// <exception cref="StoreUnavailableException">SQL went away meanwhile, so it isn't known which state the servers use.</exception>
    public async Task WaitOutAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var wasAway = false;
        while (true)
        {
            await Task.Delay(Lease * 1.1, time, cancellationToken);
            var leased = await LeasedAsync(waitsWithSqlAway: true, cancellationToken);
            if (leased.Away is null && !wasAway)
            {
                return;
            }

            if (leased.Away is { } away && time.GetElapsedTime(begun) > WaitsForSql)
            {
                throw new StoreUnavailableException(away.Store, away);
            }

            wasAway = leased.Away is not null;
        }
    }

    private bool IsCurrent(Leased leased) => time.GetElapsedTime(leased.Since) < Lease;

    private async Task<Leased> LeasedAsync(bool waitsWithSqlAway, CancellationToken cancellationToken)
    {
        var arrived = time.GetTimestamp();
        while (true)
        {
            var before = _leased;
            if (before is not null && IsCurrent(before))
            {
                return before;
            }

            var look = JoinLook();
            if (before?.Away is not null && !waitsWithSqlAway && !await EndsYoungAsync(look, cancellationToken))
            {
                return before;
            }

            var ended = await look.Ended.WaitAsync(cancellationToken);
            // A look that was already under way saw SQL as it was before this call, perhaps more than a lease ago.
            if (look.Since >= arrived || IsCurrent(ended))
            {
                return ended;
            }
        }
    }

    private async Task<bool> EndsYoungAsync(Look look, CancellationToken cancellationToken)
    {
        var rest = YoungLook - time.GetElapsedTime(look.Since);
        if (rest > TimeSpan.Zero)
        {
            await ((Task)look.Ended).WaitAsync(rest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return look.Ended.IsCompleted;
    }

    private Look JoinLook()
    {
        lock (_gate)
        {
            if (_look is null || _look.Ended.IsCompleted)
            {
                // Taken before SQL is asked: the lease must end a second after the state was true, not a second after it arrived.
                var since = time.GetTimestamp();
                _look = new Look(since, Task.Run(() => LookAsync(since)));
            }

            return _look;
        }
    }

    private async Task<Leased> LookAsync(long since)
    {
        var before = _leased;
        Leased renewed;
        try
        {
            var epoch = counters.Epoch;
            var versions = await rosters.GetSharedVersionsAsync(before?.State.LogPosition);
            RequireTimeZone(versions.TimeZone);
            // An active model is read-only, so its id suffices to know whether it is the cached one.
            var model = before?.State.Model is { } known && known.Id == versions.ActiveModel
                ? known
                : await models.GetAsync(versions.ActiveModel);
            var invalidations = versions.ForeignFence == before?.ForeignFence ? versions.Invalidations : null;
            if (before is not null && invalidations is not [])
            {
                Invalidated?.Invoke(invalidations is null ? versions.LogPosition : before.State.LogPosition, invalidations);
            }

            var erasedAt = before is null || invalidations is null || invalidations.Any(each => each.Kind == InvalidationKind.Person)
                ? versions.LogPosition
                : before.State.ErasedAt;
            var state = new SharedState(model, versions.LogPosition, epoch, erasedAt, versions.Highest);
            renewed = new Leased(state, since, versions.ForeignFence, Away: null);
        }
        catch (StoreUnavailableException exception) when (before is not null && exception.Reason != StoreUnavailableReasons.TimeZoneChanged)
        {
            renewed = before with { Since = since, Away = exception };
        }

        _leased = renewed;
        return renewed;
    }

    private void RequireTimeZone(string? zone)
    {
        if (zone is not null && !TimeZoneNames.AreSame(zone, calendar.TimeZoneId))
        {
            _leased = null;
            throw new StoreUnavailableException(
                database.Name, inner: null, StoreUnavailableReasons.TimeZoneChanged,
                $"The time zone of the data is {zone} now, and this server runs in {calendar.TimeZoneId}: "
                + $"it has to be started anew with --time-zone {zone}.");
        }
    }

    /// <param name="State">The state.</param>
    /// <param name="Since">The timestamp from which the state holds for a second.</param>
    /// <param name="ForeignFence">The fence of servers without the log, as it was read with the state.</param>
    /// <param name="Away">Why the state couldn't be renewed; null if it was renewed.</param>
    private sealed record Leased(SharedState State, long Since, long ForeignFence, StoreUnavailableException? Away);

    private sealed record Look(long Since, Task<Leased> Ended);
}
