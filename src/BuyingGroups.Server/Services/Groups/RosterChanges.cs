using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Services.Scores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>
/// Sees to it that no server goes on with a roster that has changed, after the change is committed and before it is answered: by a new
/// roster token in Redis, or, if Redis doesn't take it, by waiting until every server has read the log of invalidations, into which the
/// change's own transaction wrote.
/// </summary>
internal sealed class RosterChanges(ActivityCounters counters, RosterStore rosters, SharedStateLease lease, ILogger<RosterChanges> logger)
{
    /// <summary>Returns once no server answers a score with the rosters from before.</summary>
    /// <remarks>Takes no cancellation token: what is committed must be told, also when the caller no longer listens.</remarks>
    /// <exception cref="StoreUnavailableException">
    /// Neither store tells whether servers know it. They do as soon as they can read SQL.
    /// </exception>
    public async Task ChangedAsync(IReadOnlyCollection<(AccountId Account, BuyingGroupId Group)> groups)
    {
        try
        {
            await Task.WhenAll(groups.Select(group => counters.SetRosterTokenAsync(group.Account, group.Group, CancellationToken.None)));
        }
        catch (Exception exception)
        {
            // Whatever it is: the change is committed, and the log has it.
            logger.LogWarning("A changed roster is told by SQL, which takes a second: {Reason}", exception.Message);
            await TellOlderServersAsync();
            await lease.WaitOutAsync(CancellationToken.None);
        }
    }

    /// <summary>The same for a change that Redis isn't told of, since every roster may carry it; takes a second.</summary>
    /// <exception cref="StoreUnavailableException">
    /// It isn't known whether servers know it. They do as soon as they can read SQL.
    /// </exception>
    public Task AllChangedAsync() => lease.WaitOutAsync(CancellationToken.None);

    private async Task TellOlderServersAsync()
    {
        try
        {
            await rosters.AdvanceFenceAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogWarning("Servers of an older version aren't told of a changed roster: {Reason}", exception.Message);
        }
    }
}
