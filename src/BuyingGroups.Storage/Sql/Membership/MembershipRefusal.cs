namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>Why a membership command can't be carried out.</summary>
public enum MembershipRefusal
{
    /// <summary>There is no such person.</summary>
    UnknownPerson = 1,

    /// <summary>The person belongs to another account than the group.</summary>
    PersonOfAnotherAccount = 2,

    /// <summary>The role isn't in the group's role template.</summary>
    RoleNotInTemplate = 3,
}
