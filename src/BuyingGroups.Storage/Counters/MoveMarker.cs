using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Counters;

/// <summary>The marker that a person who moved to another account left in the old one.</summary>
/// <param name="To">The account that the counters have moved to.</param>
/// <param name="Move">The name by which the store knows the move, see <see cref="ActivityCounters.NameOf"/>.</param>
public sealed record MoveMarker(AccountId To, string Move);
