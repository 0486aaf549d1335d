namespace BuyingGroups.Storage.Sql.Invalidations;

/// <summary>Says that servers must read something anew that they may keep in memory.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">Of the group or the person, or an activity type's name key; empty if it is about all.</param>
public sealed record Invalidation(InvalidationKind Kind, string Id);
