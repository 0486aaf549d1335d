using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Conditions;

/// <summary>A person as conditions see one.</summary>
/// <param name="Attributes">What is known about the person.</param>
/// <param name="EngagementScore">The person engagement score, read when the condition is evaluated; null if the condition doesn't need it.</param>
public sealed record PersonSubject(PersonAttributes Attributes, double? EngagementScore);
