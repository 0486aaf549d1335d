namespace BuyingGroups.Domain.Scoring;

/// <summary>
/// The stable number of an activity type. A code is given to a name once, shared by all scoring models, and never reused.
/// </summary>
/// <param name="Value">The number, 1 to 65,535.</param>
public readonly record struct ActivityTypeCode(ushort Value);
