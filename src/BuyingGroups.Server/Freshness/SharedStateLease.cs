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
/// Keeps <see cref="SharedState"/> for a second, on every server, and takes out of what the server keeps in memory what the log of
/// invalidations names. One look at SQL a second serves all requests, whatever the number of groups.
/// </summary>
/// <remarks>
/// <para>The promise: a score that is asked for, on any server, after a command, an erasure, a move or a renaming was answered counts
/// it. The protocol:</para>
/// <list type="number">
/// <item>A transaction that changes what servers may keep (a group's roster, a person's account by erasure, something that all rosters
/// carry) writes to the log, as the last that it does and under the lock of one row, an entry for each thing (<c>InvalidationLog</c>).
/// Positions have no holes and appear in order.</item>
/// <item>Before the change is answered, the roster token of each changed group is replaced in Redis
/// (<see cref="RosterChanges"/>). If that fails, for whatever reason, and for changes that Redis isn't told of, the answer waits
/// out the lease instead (<see cref="WaitOutAsync"/>).</item>
/// <item>A lease lasts a second from just before the look at SQL began. The look reads the entries after the position that the server
/// knows, takes what they name out of the caches, and only then is the state published that has the new position.</item>
/// <item>What is read from SQL is kept with a position of the log that the read includes. A <see cref="FencedCache{TKey,TValue}"/>
/// refuses it if the caches have been told of a later invalidation of the same thing meanwhile.</item>
/// <item>A request takes the state first and looks into a cache after. A roster is used if the token that stands in Redis, read with the
/// counters, is the one that stood before the roster was read. If a connection to Redis broke since the look (a Redis that comes back
/// may have forgotten the last tokens), the roster must also have outlived a look that began after the token was read
/// (<see cref="LookAnewAsync"/>).</item>
/// </list>
/// <para>
/// Why it holds. Let a change have position p, be committed at T and answered after; let a request come after the answer. Told by Redis:
/// the token was replaced before the answer, so a roster that was read before T is found out by its token; one whose token is the new
/// one was read after the token was replaced, hence after T. A Redis that forgot the new token broke its connections, after the token
/// was replaced and so after T; either the look began after that, or the request has another look begin: the entry p is seen before the
/// roster is used, as below. Told by the lease: the answer came 1.1 s after T (the tenth is for clocks that run at different speeds), so
/// the request's lease began after T, and its look saw the committed entry p. Entries up to p had been taken out of the caches before
/// the state was published. An entry that the request finds in a cache all the same was put in afterwards, with a position of p or
/// later, or about something else. It includes position p, since transactions are seen in the order of their positions: each gets its
/// position under the lock that it keeps until it has committed.
/// </para>
/// <para>
/// A server that dies between commit and answer leaves the entry behind: every other one learns of the change within a second, and
/// nobody was answered. A server that finds another number of entries than positions has missed some (it looked for longer than entries
/// are kept, or they are too many, or the database was put back to an older state) and forgets all that it keeps. So it does when a
/// server of a version without the log advanced the fence, which is what there was before.
/// </para>
/// <para>
/// With SQL away the last state goes on being used, since nobody can change it then, and is renewed beside the requests, which wait for
/// a look only while it is young. A server for which alone SQL is away can't know that: until its next look that succeeds it counts the
/// changes that Redis was told of, and not those that it wasn't. Who waits out a lease in which SQL went away begins to wait anew once
/// SQL is back, so that the others have looked again.
/// </para>
/// <para>
/// Once the time zone of the data is another than this server's there is no state to be had: what the server recorded would count on days
/// that aren't those of the others.
/// </para>
/// </remarks>
internal sealed class SharedStateLease(
    ScoringModelStore models, RosterStore rosters, ActivityCounters counters, SqlDatabase database, ScoringCalendar calendar, TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    // A look takes some milliseconds; one that takes so long that SQL is away still isn't waited for by requests that can do without.
    private static readonly TimeSpan YoungLook = TimeSpan.FromMilliseconds(250);

    // Then the caller is told that it isn't known. Most callers' deadlines are earlier.
    private static readonly TimeSpan WaitsForSql = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile Leased? _leased;
    private Look? _look;

    /// <summary>
    /// Told of the invalidations that a look found, before their positions are part of the state: the position of the first of them less
    /// one, and the entries in their order. No entries: everything is invalid that doesn't include the position.
    /// </summary>
    public event Action<long, IReadOnlyList<Invalidation>?>? Invalidated;

    /// <summary>The state, at most a second old.</summary>
    /// <exception cref="StoreUnavailableException">
    /// SQL is away, and no state is known; or the time zone of the data has changed.
    /// </exception>
    public ValueTask<SharedState> CurrentAsync(CancellationToken cancellationToken)
    {
        return _leased is { } leased && IsCurrent(leased) ? ValueTask.FromResult(leased.State) : new ValueTask<SharedState>(RenewedAsync());

        async Task<SharedState> RenewedAsync() => (await LeasedAsync(waitsWithSqlAway: false, cancellationToken)).State;
    }

    /// <summary>The state by a look that begins now; null if SQL is away.</summary>
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
    /// <exception cref="StoreUnavailableException">SQL went away meanwhile: what the servers use is not known.</exception>
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
            // A look that was under way already saw SQL as it was before this call, perhaps by more than a lease.
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
                // Taken before SQL is asked: the lease must end a second after the state was true, not after it arrived.
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
            // An active model is read-only, so its id says whether it is the one that is known.
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

    /// <param name="State">What holds.</param>
    /// <param name="Since">From when on it holds for a second.</param>
    /// <param name="ForeignFence">As it was read with the state.</param>
    /// <param name="Away">Why the state couldn't be renewed; null: it was.</param>
    private sealed record Leased(SharedState State, long Since, long ForeignFence, StoreUnavailableException? Away);

    private sealed record Look(long Since, Task<Leased> Ended);
}
