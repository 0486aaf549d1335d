namespace BuyingGroups.Storage.Counters;

/// <summary>What became of an activity.</summary>
public enum RecordOutcome
{
    /// <summary>It is counted, and its id is remembered.</summary>
    Recorded = 1,

    /// <summary>Its id was remembered already; nothing changed.</summary>
    Duplicate = 2,

    /// <summary>The count would pass <see cref="CounterRecords.MaxCount"/>; nothing changed.</summary>
    CounterFull = 3,
}
