using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Events;

/// <summary>An event before it has its place in the order.</summary>
internal sealed record NewEvent(
    GroupEventType Type,
    string GroupId,
    string SolutionInterestId,
    string AccountId,
    string? PersonId,
    Decision Decision,
    EventValue? Old,
    EventValue? New);
