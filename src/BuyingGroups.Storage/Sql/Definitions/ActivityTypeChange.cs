using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What changes about an activity type; null leaves a value as it is.</summary>
public sealed record ActivityTypeChange
{
    /// <summary>The channel; empty: none.</summary>
    public string? EngagementType { get; init; }

    /// <summary>1 to <see cref="ActivityType.MaxDailyCap"/>.</summary>
    public int? DailyCap { get; init; }

    /// <summary>0 to <see cref="ActivityType.MaxWeight"/>.</summary>
    public int? Weight { get; init; }
}
