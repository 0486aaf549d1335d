using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Counters;

/// <summary>What a person who moved to another account left in the old one.</summary>
/// <param name="To">The account that the counters have moved to.</param>
/// <param name="Move">The move, by the name that the store keeps of it, see <see cref="ActivityCounters.NameOf"/>.</param>
public sealed record MoveMarker(AccountId To, string Move);
