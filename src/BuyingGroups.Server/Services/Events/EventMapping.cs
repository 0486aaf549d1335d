using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;
using BuyingGroups.Server.Services.Groups;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Events;

/// <summary>Maps events and filters from and to the contracts.</summary>
internal static class EventMapping
{
    private static readonly EventFilter NoFilter = EventFilter.All;

    public static Proto.Event ToProto(this GroupEvent change) => new()
    {
        Position = change.Position,
        OccurTime = change.Decision.At.ToTimestamp(),
        Type = ProtoEnums.EventType.Proto(change.Type),
        BuyingGroupId = change.GroupId.Value,
        SolutionInterestId = change.SolutionInterestId.Value,
        AccountId = change.AccountId.Value,
        PersonId = change.PersonId?.Value ?? "",
        Source = change.Decision.Source.ToProto(),
        Author = change.Decision.Author,
        Reason = change.Decision.Reason,
        OldValue = change.Old?.ToProto(),
        NewValue = change.New?.ToProto(),
    };

    /// <summary>The filter; null means none. Only for a filter that passed its validator.</summary>
    public static EventFilter ToFilter(this Proto.EventFilter? filter) => filter is null ? NoFilter : new EventFilter
    {
        Types = filter.Types_.Select(ProtoEnums.EventType.Own).ToHashSet(),
        SolutionInterests = filter.SolutionInterestIds.ToHashSet(),
        Accounts = filter.AccountIds.ToHashSet(),
        People = filter.PersonIds.ToHashSet(),
        Groups = filter.BuyingGroupIds.ToHashSet(),
        Roles = filter.RoleIds.ToHashSet(),
        From = filter.OccurredFrom?.ToDateTimeOffset(),
        Before = filter.OccurredBefore?.ToDateTimeOffset(),
        OldStages = filter.OldStageIds.ToHashSet(),
        NewStages = filter.NewStageIds.ToHashSet(),
        OldStatuses = filter.OldStatuses.Select(NameKey.Of).ToHashSet(),
        NewStatuses = filter.NewStatuses.Select(NameKey.Of).ToHashSet(),
        OldCompleteness = filter.OldCompleteness.ToConstraint(),
        NewCompleteness = filter.NewCompleteness.ToConstraint(),
        OldEngagement = filter.OldEngagement.ToConstraint(),
        NewEngagement = filter.NewEngagement.ToConstraint(),
    };

    /// <summary>The constraint; null means none. Only for a constraint that passed its validator.</summary>
    public static NumberConstraint? ToConstraint(this Proto.NumberConstraint? constraint) =>
        constraint is null
            ? null
            : new NumberConstraint(ProtoEnums.NumberComparison.Own(constraint.Comparison), constraint.Value, constraint.UpperValue);

    private static Proto.EventValue ToProto(this EventValue value) => value switch
    {
        { RoleId: { } role } => new() { RoleId = role },
        { StageId: { } stage } => new() { Stage = new() { StageId = stage, DisplayName = value.StageName ?? "" } },
        { Status: { } status } => new() { Status = status },
        { CompletenessExact: { } exact, CompletenessDisplayed: { } displayed } =>
            new() { Completeness = new() { Exact = exact, Displayed = displayed } },
        { EngagementExact: { } exact, EngagementDisplayed: { } displayed } =>
            new() { Engagement = new() { Exact = exact, Displayed = displayed } },
        _ => new(),
    };
}
