namespace BuyingGroups.Domain.Groups;

/// <summary>Why a command on a group can't be carried out.</summary>
public enum GroupCommandRefusal
{
    /// <summary>There is no group of that id.</summary>
    UnknownGroup = 1,

    /// <summary>There is no group of that solution interest for that account.</summary>
    NoGroupOfInterest = 2,

    /// <summary>There is no such person.</summary>
    UnknownPerson = 3,

    /// <summary>The person belongs to another account than the group.</summary>
    PersonOfAnotherAccount = 4,

    /// <summary>The role isn't in the group's role template.</summary>
    RoleNotInTemplate = 5,

    /// <summary>The person whose role is to change isn't a member.</summary>
    NotAMember = 6,

    /// <summary>The group's solution interest has no stage model.</summary>
    NoStageModel = 7,

    /// <summary>The stage isn't one of the stage model.</summary>
    UnknownStage = 8,

    /// <summary>The group isn't any more as the caller read it.</summary>
    EtagMismatch = 9,
}
