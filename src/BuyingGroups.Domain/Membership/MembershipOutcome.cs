namespace BuyingGroups.Domain.Membership;

/// <summary>What became of a membership command. None of these is an error.</summary>
public enum MembershipOutcome
{
    /// <summary>It took effect: the record changed.</summary>
    Applied = 1,

    /// <summary>What it asked for already held; the record was left alone.</summary>
    Unchanged = 2,

    /// <summary>A decision of a higher source stands.</summary>
    Overruled = 3,
}
