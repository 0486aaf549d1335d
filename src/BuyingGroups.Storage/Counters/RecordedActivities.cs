namespace BuyingGroups.Storage.Counters;

/// <summary>The answer to a recording of one person's activities.</summary>
/// <param name="HasMoved">The person's counters are in another account now; nothing was recorded.</param>
/// <param name="Outcomes">One for each activity, in order; empty if the person has moved.</param>
public readonly record struct RecordedActivities(bool HasMoved, IReadOnlyList<RecordOutcome> Outcomes);
