namespace BuyingGroups.Storage;

/// <summary>The names that errors use for resource types: those of the contracts' messages.</summary>
public static class ResourceTypes
{
    /// <summary>An account.</summary>
    public const string Account = "buyinggroups.v1.Account";

    /// <summary>A person.</summary>
    public const string Person = "buyinggroups.v1.Person";

    /// <summary>A role.</summary>
    public const string Role = "buyinggroups.v1.Role";

    /// <summary>A role template.</summary>
    public const string RoleTemplate = "buyinggroups.v1.RoleTemplate";

    /// <summary>A solution interest.</summary>
    public const string SolutionInterest = "buyinggroups.v1.SolutionInterest";

    /// <summary>A scoring model.</summary>
    public const string ScoringModel = "buyinggroups.v1.ScoringModel";

    /// <summary>An activity type of a scoring model; its id is its name.</summary>
    public const string ActivityType = "buyinggroups.v1.ActivityType";

    /// <summary>A buying group.</summary>
    public const string BuyingGroup = "buyinggroups.v1.BuyingGroup";

    /// <summary>A membership; its id is <c>group/person</c>.</summary>
    public const string Membership = "buyinggroups.v1.Membership";

    /// <summary>A stage model.</summary>
    public const string StageModel = "buyinggroups.v1.StageModel";

    /// <summary>A custom attribute; its id is its name.</summary>
    public const string Attribute = "buyinggroups.v1.Attribute";

    /// <summary>An account audience.</summary>
    public const string Audience = "buyinggroups.v1.Audience";

    /// <summary>A job.</summary>
    public const string Job = "buyinggroups.v1.Job";
}
