namespace BuyingGroups.Domain.Definitions;

/// <summary>How much a role counts in the engagement score. The number is the level's value in the calculation.</summary>
public enum RoleWeighting
{
    /// <summary>The value 20.</summary>
    Trivial = 20,

    /// <summary>The value 40.</summary>
    Minor = 40,

    /// <summary>The value 60.</summary>
    Normal = 60,

    /// <summary>The value 80.</summary>
    Important = 80,

    /// <summary>The value 100.</summary>
    Vital = 100,
}
