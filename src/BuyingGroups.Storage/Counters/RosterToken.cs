namespace BuyingGroups.Storage.Counters;

/// <summary>Stands in Redis for a state of a group's roster; replaced with every change. Zero: there is none.</summary>
public readonly record struct RosterToken(long Value);
