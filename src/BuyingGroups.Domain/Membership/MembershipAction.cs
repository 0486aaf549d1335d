namespace BuyingGroups.Domain.Membership;

/// <summary>What a membership command asks for.</summary>
public enum MembershipAction
{
    /// <summary>Make the person a member in a role; of a member, change the role.</summary>
    Assign = 1,

    /// <summary>Take the person out, or keep the person out.</summary>
    Remove = 2,

    /// <summary>Not a command: the person left the account, which ends the membership whatever its source.</summary>
    LeaveAccount = 3,

    /// <summary>Give a member another role.</summary>
    ChangeRole = 4,

    /// <summary>Hand a manual or journey decision back to the system.</summary>
    Release = 5,
}
