using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Conditions;

/// <summary>A person as conditions see one.</summary>
/// <param name="Attributes">The person's attributes.</param>
/// <param name="EngagementScore">The person engagement score at the time of the evaluation; null if the condition doesn't name it.</param>
public sealed record PersonSubject(PersonAttributes Attributes, double? EngagementScore);
