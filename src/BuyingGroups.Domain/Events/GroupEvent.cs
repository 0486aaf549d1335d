using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Events;

/// <summary>One change of one buying group.</summary>
/// <param name="Position">The place in the order of all events: 1 for the first, one more with each.</param>
/// <param name="Type">What happened.</param>
/// <param name="GroupId">The group.</param>
/// <param name="SolutionInterestId">What the group is about.</param>
/// <param name="AccountId">The group's account.</param>
/// <param name="PersonId">Whom it is about; null if it isn't about one person.</param>
/// <param name="Decision">Who did it, when and why.</param>
/// <param name="Old">What held before; null where there was nothing.</param>
/// <param name="New">What holds since; null where there is nothing.</param>
public sealed record GroupEvent(
    long Position,
    GroupEventType Type,
    BuyingGroupId GroupId,
    SolutionInterestId SolutionInterestId,
    AccountId AccountId,
    PersonId? PersonId,
    Decision Decision,
    EventValue? Old,
    EventValue? New);
