using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>A group's roster as SQL had it while <see cref="Token"/> stood in Redis.</summary>
/// <param name="Roster">Members, roles, weights.</param>
/// <param name="Keys">The keys that a score of it reads, made once.</param>
/// <param name="Token">Changes in Redis with every change to the roster.</param>
/// <param name="Fence">Changes in SQL when a change to any roster couldn't be told to Redis.</param>
/// <param name="RedisEpoch">Changes in this process whenever a connection to Redis broke: Redis may have come back with an older token.</param>
internal sealed record CachedRoster(Roster Roster, GroupKeys Keys, RosterToken Token, long Fence, int RedisEpoch)
{
    /// <summary>For each member of the roster the index of the member's role in <see cref="Roster.Roles"/>.</summary>
    public IReadOnlyList<int> RoleIndexes { get; } =
        [.. Roster.Members.Select(member => Roster.Roles.Index().First(role => role.Item.RoleId == member.RoleId).Index)];
}
