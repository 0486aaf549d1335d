namespace BuyingGroups.Domain.Scoring;

/// <summary>One kind of activity in a scoring model.</summary>
/// <param name="Code">Stable number, the same in every model.</param>
/// <param name="Name">Unique in the model without regard to case.</param>
/// <param name="EngagementType">The channel, such as "Web"; empty if the type belongs to none.</param>
/// <param name="DailyCap">The most that one person's activity of this type counts on one day, 1 to <see cref="MaxDailyCap"/>.</param>
/// <param name="Weight">Percent by which the activity-weighted method counts it, 0 to 100; 0 = not scored by any method.</param>
/// <param name="IsCustom">Added by a user: not one of the 35 types of the default model.</param>
public sealed record ActivityType(ActivityTypeCode Code, string Name, string EngagementType, int DailyCap, int Weight, bool IsCustom)
{
    /// <summary>The daily cap of every type of the default model.</summary>
    public const int DefaultDailyCap = 20;

    /// <summary>The largest daily cap.</summary>
    public const int MaxDailyCap = 1000;

    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 100;
}
