namespace BuyingGroups.Storage.Sql;

/// <summary>Why a membership command isn't decided at all.</summary>
public enum MembershipRefusal
{
    /// <summary>There is no such person.</summary>
    UnknownPerson = 1,

    /// <summary>A person can be a member only of groups of its own account.</summary>
    PersonOfAnotherAccount = 2,

    /// <summary>The role isn't in the group's role template.</summary>
    RoleNotInTemplate = 3,
}
