using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Freshness;

/// <summary>
/// Makes sure, after a change to a roster is committed and before it is answered, that no server goes on using the old roster: by a new
/// roster token in Redis or, if Redis can't be told, by waiting until every server has read the log of invalidations, to which the change's
/// own transaction wrote.
/// </summary>
internal sealed class RosterChanges(ActivityCounters counters, RosterStore rosters, SharedStateLease lease, ILogger<RosterChanges> logger)
{
    /// <summary>Returns once no server computes a score from the old rosters any more.</summary>
    /// <remarks>Takes no cancellation token: a committed change must be announced even if the caller no longer listens.</remarks>
    /// <exception cref="StoreUnavailableException">
    /// Neither store can confirm that all servers know of the change. They will as soon as they can read SQL.
    /// </exception>
    public async Task ChangedAsync(IReadOnlyCollection<(AccountId Account, BuyingGroupId Group)> groups)
    {
        try
        {
            await Task.WhenAll(groups.Select(group => counters.SetRosterTokenAsync(group.Account, group.Group, CancellationToken.None)));
        }
        catch (Exception exception)
        {
            // Any failure is handled the same way: the change is committed, and the log of invalidations names it.
            logger.LogWarning("A changed roster is told by SQL, which takes a second: {Reason}", exception.Message);
            await TellOlderServersAsync();
            await lease.WaitOutAsync(CancellationToken.None);
        }
    }

    /// <summary>Does the same for a change that every roster may carry and that Redis therefore isn't told of. Takes a second.</summary>
    /// <exception cref="StoreUnavailableException">
    /// It can't be confirmed that all servers know of the change. They will as soon as they can read SQL.
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
