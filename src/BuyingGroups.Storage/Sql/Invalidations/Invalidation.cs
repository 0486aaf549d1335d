namespace BuyingGroups.Storage.Sql.Invalidations;

/// <summary>Tells servers to read something again that they may have cached.</summary>
/// <param name="Kind">What is invalid.</param>
/// <param name="Id">The id of the group or the person, or the name key of the activity type; empty if all are invalid.</param>
public sealed record Invalidation(InvalidationKind Kind, string Id);
