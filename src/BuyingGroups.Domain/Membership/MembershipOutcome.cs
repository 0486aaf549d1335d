namespace BuyingGroups.Domain.Membership;

/// <summary>The outcome of a membership command. None of these is an error.</summary>
public enum MembershipOutcome
{
    /// <summary>The command took effect: the record changed.</summary>
    Applied = 1,

    /// <summary>What the command asked for already held; the record was left alone.</summary>
    Unchanged = 2,

    /// <summary>A decision of a higher source stands.</summary>
    Overruled = 3,
}
