using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Server.Services.Scores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>
/// Tells every server that a roster has changed, after the change is committed and before it is answered: by a new roster token in Redis,
/// or, when Redis is away, by the fence in SQL, which all servers look at each second.
/// </summary>
internal sealed class RosterChanges(ActivityCounters counters, RosterStore rosters, SharedStateLease lease, ILogger<RosterChanges> logger)
{
    /// <summary>Returns once no server answers a score with the rosters from before.</summary>
    /// <remarks>Takes no cancellation token: what is committed must be told, also when the caller no longer listens.</remarks>
    public async Task ChangedAsync(IReadOnlyCollection<(AccountId Account, BuyingGroupId Group)> groups)
    {
        try
        {
            await Task.WhenAll(groups.Select(group => counters.SetRosterTokenAsync(group.Account, group.Group, CancellationToken.None)));
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogWarning("A changed roster is told by SQL, which takes a second: {Reason}", exception.Message);
            await AllChangedAsync();
        }
    }

    /// <summary>The same for every roster at once, by the fence alone; takes a second.</summary>
    public async Task AllChangedAsync()
    {
        await rosters.AdvanceFenceAsync(CancellationToken.None);
        await lease.WaitOutAsync(CancellationToken.None);
    }
}
