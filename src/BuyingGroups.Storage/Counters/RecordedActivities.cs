namespace BuyingGroups.Storage.Counters;

/// <summary>The result of recording one person's activities.</summary>
/// <param name="HasMoved">Whether the person's counters are in another account now; then nothing was recorded.</param>
/// <param name="Outcomes">The outcome of each activity, in order; empty if the person has moved.</param>
public readonly record struct RecordedActivities(bool HasMoved, IReadOnlyList<RecordOutcome> Outcomes);
