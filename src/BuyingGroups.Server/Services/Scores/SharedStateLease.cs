using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>
/// Keeps <see cref="SharedState"/> for a second, on every server. Whoever changes it waits that second out before answering, so that
/// an answered change holds for the next score on every server, without any server asking SQL for each score.
/// With SQL away the last state goes on being used, since nobody can change it then, and is renewed beside the requests.
/// Once the time zone of the data is another than this server's there is no state to be had: what it recorded would count on days that
/// aren't those of the others.
/// </summary>
internal sealed class SharedStateLease(
    ScoringModelStore models, RosterStore rosters, SqlDatabase database, ScoringCalendar calendar, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _renewing = new(1);
    private volatile Leased? _leased;

    /// <summary>The state, at most a second old.</summary>
    /// <exception cref="StoreUnavailableException">
    /// SQL is away, and no state is known; or the time zone of the data has changed.
    /// </exception>
    public ValueTask<SharedState> CurrentAsync(CancellationToken cancellationToken)
    {
        var leased = _leased;
        if (leased is not null && (IsCurrent(leased) || leased.SqlAway))
        {
            if (!IsCurrent(leased) && _renewing.CurrentCount > 0)
            {
                _ = RenewAsync(CancellationToken.None);
            }

            return ValueTask.FromResult(leased.State);
        }

        return new ValueTask<SharedState>(RenewAsync(cancellationToken));
    }

    /// <summary>Returns once no server uses a state from before the call.</summary>
    public Task WaitOutAsync(CancellationToken cancellationToken)
    {
        _leased = null;
        return Task.Delay(Lease * 1.1, time, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _renewing.Dispose();

    private bool IsCurrent(Leased leased) => time.GetElapsedTime(leased.Since) < Lease;

    private async Task<SharedState> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            var before = _leased;
            if (before is not null && IsCurrent(before))
            {
                return before.State;
            }

            // Taken before SQL is asked: the lease must end a second after the state was true, not after it arrived.
            var since = time.GetTimestamp();
            Leased renewed;
            try
            {
                var versions = await rosters.GetSharedVersionsAsync(cancellationToken);
                if (versions.TimeZone is { } zone && !TimeZoneNames.AreSame(zone, calendar.TimeZoneId))
                {
                    _leased = null;
                    throw new StoreUnavailableException(
                        database.Name, inner: null, StoreUnavailableReasons.TimeZoneChanged,
                        $"The time zone of the data is {zone} now, and this server runs in {calendar.TimeZoneId}: "
                        + $"it has to be started anew with --time-zone {zone}.");
                }

                // An active model is read-only, so its id says whether it is the one that is known.
                var model = before?.State.Model is { } known && known.Id == versions.ActiveModel
                    ? known
                    : await models.GetAsync(versions.ActiveModel, cancellationToken);
                renewed = new Leased(new SharedState(model, versions.RosterFence, versions.Highest), since, SqlAway: false);
            }
            catch (StoreUnavailableException exception)
                when (before is not null && exception.Reason != StoreUnavailableReasons.TimeZoneChanged)
            {
                renewed = before with { Since = since, SqlAway = true };
            }

            _leased = renewed;
            return renewed.State;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private sealed record Leased(SharedState State, long Since, bool SqlAway);
}
