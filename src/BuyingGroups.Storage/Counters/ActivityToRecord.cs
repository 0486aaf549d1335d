using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>One activity of a person, ready to be recorded.</summary>
/// <param name="ActivityId">The caller's own id. The same id of the same person counts once.</param>
/// <param name="Type">The activity type.</param>
/// <param name="Day">The day on which it counts.</param>
/// <param name="Count">How often it happened, 1 to <see cref="CounterRecords.MaxCount"/>.</param>
public readonly record struct ActivityToRecord(string ActivityId, ActivityTypeCode Type, Day Day, int Count);
