using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The changes to an activity type. Null leaves a value as it is.</summary>
public sealed record ActivityTypeChange
{
    /// <summary>The engagement type; empty for none.</summary>
    public string? EngagementType { get; init; }

    /// <summary>The daily cap, 1 to <see cref="ActivityType.MaxDailyCap"/>.</summary>
    public int? DailyCap { get; init; }

    /// <summary>The weight, 0 to <see cref="ActivityType.MaxWeight"/>.</summary>
    public int? Weight { get; init; }
}
