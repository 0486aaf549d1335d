namespace BuyingGroups.Storage.Counters;

/// <summary>The outcome of recording an activity.</summary>
public enum RecordOutcome
{
    /// <summary>The activity was counted, and its id is remembered.</summary>
    Recorded = 1,

    /// <summary>The id was remembered already; nothing changed.</summary>
    Duplicate = 2,

    /// <summary>The count would exceed <see cref="CounterRecords.MaxCount"/>; nothing changed.</summary>
    CounterFull = 3,
}
