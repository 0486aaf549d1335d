namespace BuyingGroups.Domain.Scoring;

/// <summary>How often one person did one thing on one day: the true count, not the capped one.</summary>
/// <param name="Day">The day on which it happened.</param>
/// <param name="Type">The activity type.</param>
/// <param name="Count">The count, at least 1.</param>
public readonly record struct ActivityCount(Day Day, ActivityTypeCode Type, int Count);
