namespace BuyingGroups.Domain.Scoring;

/// <summary>How a score is computed from the counters.</summary>
public enum ScoringMethod
{
    /// <summary>A person's total is the sum of the capped counts. The default.</summary>
    RoleWeighted = 1,

    /// <summary>A person's total is the sum of the capped counts times the activity type's weight / 100.</summary>
    ActivityWeighted = 2,

    /// <summary>100 × √(activity-weighted score ÷ the highest such score in the instance): 0 to 100, comparable between groups.</summary>
    Normalized = 3,
}
