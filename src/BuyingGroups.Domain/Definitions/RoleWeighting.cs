namespace BuyingGroups.Domain.Definitions;

/// <summary>How much a role counts in the engagement score. The numeric value is the level's value in the calculation.</summary>
public enum RoleWeighting
{
    /// <summary>20.</summary>
    Trivial = 20,

    /// <summary>40.</summary>
    Minor = 40,

    /// <summary>60.</summary>
    Normal = 60,

    /// <summary>80.</summary>
    Important = 80,

    /// <summary>100.</summary>
    Vital = 100,
}
