using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Rosters;

/// <summary>A group's roster as SQL had it while <see cref="Token"/> stood in Redis.</summary>
/// <param name="Roster">Members, roles, weights.</param>
/// <param name="Keys">The keys that a score of it reads, made once.</param>
/// <param name="Token">Changes in Redis with every change to the roster that Redis could be told of.</param>
internal sealed record CachedRoster(Roster Roster, GroupKeys Keys, RosterToken Token)
{
    /// <summary>For each member of the roster the index of the member's role in <see cref="Roster.Roles"/>.</summary>
    public IReadOnlyList<int> RoleIndexes { get; } =
        [.. Roster.Members.Select(member => Roster.Roles.Index().First(role => role.Item.RoleId == member.RoleId).Index)];
}
