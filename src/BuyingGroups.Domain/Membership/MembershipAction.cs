namespace BuyingGroups.Domain.Membership;

/// <summary>What a membership command asks for.</summary>
public enum MembershipAction
{
    /// <summary>Makes the person a member in a role, or changes the role of a member.</summary>
    Assign = 1,

    /// <summary>Removes the person, or keeps the person out.</summary>
    Remove = 2,

    /// <summary>Not a command: the person left the account, which ends the membership whatever its source.</summary>
    LeaveAccount = 3,

    /// <summary>Gives a member another role.</summary>
    ChangeRole = 4,

    /// <summary>Hands a manual or journey decision back to the system.</summary>
    Release = 5,
}
