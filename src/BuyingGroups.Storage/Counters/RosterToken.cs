namespace BuyingGroups.Storage.Counters;

/// <summary>
/// Stands in the store of the counters for one state of a group's roster, and is replaced with every change. Zero means that there is none.
/// </summary>
public readonly record struct RosterToken(long Value);
