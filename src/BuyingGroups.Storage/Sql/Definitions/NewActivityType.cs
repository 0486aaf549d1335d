using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>A custom activity type to be added to a scoring model.</summary>
/// <param name="Name">The name, unique in the model regardless of case.</param>
/// <param name="EngagementType">The engagement type; empty for none.</param>
/// <param name="DailyCap">The daily cap, 1 to <see cref="ActivityType.MaxDailyCap"/>.</param>
/// <param name="Weight">The weight, 0 to <see cref="ActivityType.MaxWeight"/>.</param>
public sealed record NewActivityType(string Name, string EngagementType, int DailyCap, int Weight);
