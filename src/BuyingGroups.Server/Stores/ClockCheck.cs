using System.Globalization;
using BuyingGroups.Server.Logging;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql;

namespace BuyingGroups.Server.Stores;

/// <summary>
/// Compares this server's clock with those of the stores, which all servers share. Days, the window, leases and expiry depend on the clock:
/// with a wrong one, activities would count on the wrong day and counters would expire too soon. So a server whose clock is off by more
/// than a caller's clock may be doesn't record, score or run jobs.
/// </summary>
/// <remarks>
/// Each comparison pairs the time of a store's clock with a moment of the monotonic clock, which nobody can set. From then on the store's
/// time is known without asking, so a jump of this server's clock is noticed by the very next call.
/// </remarks>
internal sealed class ClockCheck(
    ActivityCounters counters, SqlDatabase sql, TimeProvider time, RareLog log, ClockCheck.Scope scope) : BackgroundService
{
    /// <summary>How far an activity may lie ahead of the clock. A clock that is off by more makes that rule meaningless.</summary>
    private static readonly TimeSpan MaxOff = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainAfterJump = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _jumped = new(0, 1);
    private volatile StoreTime[] _known = [];

    /// <summary>Which clocks are compared. None only over a clock that tests move about on purpose; no setting can ask for that.</summary>
    public enum Scope
    {
        /// <summary>The clocks of all stores.</summary>
        AllStores,

        /// <summary>No clocks.</summary>
        None,
    }

    /// <summary>Why the clock can't be trusted; null if it can.</summary>
    public StoreUnavailableException? Problem
    {
        get
        {
            foreach (var store in _known)
            {
                var off = time.GetUtcNow() - store.Now(time);
                if (off.Duration() > MaxOff)
                {
                    LookAgain();
                    return ProblemOf(store, off);
                }
            }

            return null;
        }
    }

    /// <summary>Checks that the clock can be trusted.</summary>
    /// <exception cref="StoreUnavailableException">
    /// It can't be trusted; the reason is <see cref="StoreUnavailableReasons.ClockOff"/>.
    /// </exception>
    public void Require()
    {
        if (Problem is { } problem)
        {
            throw problem;
        }
    }

    /// <summary>Compares the clocks for the first time.</summary>
    /// <exception cref="StartException">The clock is off.</exception>
    public async Task RequireAtStartAsync(CancellationToken cancellationToken)
    {
        await CompareAsync(cancellationToken);
        if (Problem is { } problem)
        {
            throw new StartException(problem.Message, problem);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _jumped.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (scope == Scope.AllStores)
        {
            if (await _jumped.WaitAsync(CompareEvery, stoppingToken))
            {
                await Task.Delay(AgainAfterJump, stoppingToken);
            }

            await CompareAsync(stoppingToken);
            if (Problem is { } problem)
            {
                log.Warn(problem);
            }
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (scope == Scope.AllStores)
        {
            var read = await Task.WhenAll(
                ReadAsync(counters.Name, counters.ReadClockAsync, cancellationToken),
                ReadAsync(sql.Name, sql.ReadClockAsync, cancellationToken));
            // For a store that is away, the last comparison stays in force.
            _known = [.. read.OfType<StoreTime>(), .. _known.Where(known => read.All(each => each?.Store != known.Store))];
        }
    }

    private async Task<StoreTime?> ReadAsync(
        string store, Func<CancellationToken, Task<DateTimeOffset>> readClockAsync, CancellationToken cancellationToken)
    {
        try
        {
            var before = time.GetTimestamp();
            var clock = await readClockAsync(cancellationToken);
            // The store's answer was true at some moment in between.
            return new StoreTime(store, clock + (time.GetElapsedTime(before) / 2), time.GetTimestamp());
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private void LookAgain()
    {
        try
        {
            _jumped.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // The loop is about to compare anyway, or the server has stopped.
        }
    }

    private StoreUnavailableException ProblemOf(StoreTime store, TimeSpan off)
    {
        var (own, other) = (time.GetUtcNow().UtcDateTime, store.Now(time).UtcDateTime);
        return new StoreUnavailableException(
            "clock",
            null,
            StoreUnavailableReasons.ClockOff,
            string.Create(
                CultureInfo.InvariantCulture,
                $"This server's clock ({own:u}) is {Text(off.Duration())} {(off > TimeSpan.Zero ? "ahead of" : "behind")} "
                + $"that of {store.Store} ({other:u}); "
                + $"more than 5 minutes aren't accepted. Have both set by a time service (NTP)."));
    }

    private static string Text(TimeSpan off) => off.TotalDays >= 2 ? $"{(int)off.TotalDays} days"
        : off.TotalHours >= 2 ? $"{(int)off.TotalHours} hours"
        : $"{(int)off.TotalMinutes} min {off.Seconds} s";

    /// <summary>The time of a store's clock at a moment of the monotonic clock.</summary>
    private sealed record StoreTime(string Store, DateTimeOffset Clock, long Timestamp)
    {
        public DateTimeOffset Now(TimeProvider time) => Clock + time.GetElapsedTime(Timestamp);
    }
}
