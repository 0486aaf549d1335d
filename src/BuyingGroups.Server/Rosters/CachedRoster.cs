using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Rosters;

/// <summary>A group's roster as SQL had it while the token <see cref="Token"/> stood in Redis.</summary>
/// <param name="Roster">The members, roles and weights.</param>
/// <param name="Keys">The keys that a score of the group reads, made once.</param>
/// <param name="Token">The roster token, which every change to the roster replaces if Redis can be told of it.</param>
internal sealed record CachedRoster(Roster Roster, GroupKeys Keys, RosterToken Token)
{
    /// <summary>For each member of the roster, the index of the member's role in <see cref="Roster.Roles"/>.</summary>
    public IReadOnlyList<int> RoleIndexes { get; } =
        [.. Roster.Members.Select(member => Roster.Roles.Index().First(role => role.Item.RoleId == member.RoleId).Index)];
}
