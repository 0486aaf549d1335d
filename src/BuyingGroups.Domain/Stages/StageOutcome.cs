namespace BuyingGroups.Domain.Stages;

/// <summary>The outcome of a move to another stage. None of these is an error.</summary>
public enum StageOutcome
{
    /// <summary>The group is in the stage now.</summary>
    Applied = 1,

    /// <summary>The group was in that stage already.</summary>
    Unchanged = 2,

    /// <summary>The stage model doesn't allow the move.</summary>
    NotAllowed = 3,
}
