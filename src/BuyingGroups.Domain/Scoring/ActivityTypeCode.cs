namespace BuyingGroups.Domain.Scoring;

/// <summary>The small stable number of an activity type: given once for its name, shared by all scoring models, never used again.</summary>
/// <param name="Value">1 to 65,535.</param>
public readonly record struct ActivityTypeCode(ushort Value);
