namespace BuyingGroups.Domain.Scoring;

/// <summary>One kind of activity in a scoring model.</summary>
/// <param name="Code">The code, a stable number that is the same in every model.</param>
/// <param name="Name">The name, unique in the model regardless of case.</param>
/// <param name="EngagementType">The engagement type, such as "Web"; empty if the type belongs to none.</param>
/// <param name="DailyCap">The most that one person's activity of this type counts on one day, 1 to <see cref="MaxDailyCap"/>.</param>
/// <param name="Weight">The percentage with which the activity-weighted method counts it, 0 to 100. With 0, no method scores it.</param>
/// <param name="IsCustom">Whether it was added by a user, and isn't one of the 35 types of the default model.</param>
public sealed record ActivityType(ActivityTypeCode Code, string Name, string EngagementType, int DailyCap, int Weight, bool IsCustom)
{
    /// <summary>The daily cap of every type of the default model.</summary>
    public const int DefaultDailyCap = 20;

    /// <summary>The largest daily cap.</summary>
    public const int MaxDailyCap = 1000;

    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 100;
}
