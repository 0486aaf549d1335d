using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>A custom activity type that is to be added to a scoring model.</summary>
/// <param name="Name">Unique in the model without regard to case.</param>
/// <param name="EngagementType">The channel; empty: none.</param>
/// <param name="DailyCap">1 to <see cref="ActivityType.MaxDailyCap"/>.</param>
/// <param name="Weight">0 to <see cref="ActivityType.MaxWeight"/>.</param>
public sealed record NewActivityType(string Name, string EngagementType, int DailyCap, int Weight);
