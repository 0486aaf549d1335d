using System.Globalization;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Security;
using BuyingGroups.Storage.Sql.Membership;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Maps groups and memberships from and to the contracts.</summary>
internal static class GroupMapping
{
    public static Proto.BuyingGroup ToProto(this BuyingGroup group, Caller caller) => new()
    {
        BuyingGroupId = group.Id.Value,
        // The group's name contains the account's.
        DisplayName = caller.ReadsDirectory ? group.Name : "",
        SolutionInterestId = group.SolutionInterestId.Value,
        AccountId = group.AccountId.Value,
        Completeness = new Proto.Score { Exact = group.Completeness.Exact, Displayed = group.Completeness.Displayed },
        CreateTime = group.Created.At.ToTimestamp(),
        Creator = group.Created.By,
        UpdateTime = group.UpdatedAt.ToTimestamp(),
        StageId = group.Stage?.Id.Value ?? "",
        StageDisplayName = group.Stage?.Name ?? "",
        Status = group.Status,
        Etag = group.Revision.ToString(CultureInfo.InvariantCulture),
        StoredEngagement = group.StoredEngagement is { } stored
            ? new() { Score = new() { Exact = stored.Exact, Displayed = stored.Displayed }, StoreTime = stored.At.ToTimestamp() }
            : null,
    };

    public static Proto.Membership ToProto(this MembershipRecord record) => new()
    {
        BuyingGroupId = record.GroupId.Value,
        PersonId = record.PersonId.Value,
        State = ProtoEnums.MembershipState.Proto(record.State),
        RoleId = record.RoleId?.Value ?? "",
        Decision = record.Decision.ToProto(),
        Revision = record.Revision,
    };

    public static Proto.MembershipDecision ToProto(this Decision decision) => new()
    {
        Source = decision.Source.ToProto(),
        Author = decision.Author,
        DecideTime = decision.At.ToTimestamp(),
        Reason = decision.Reason,
        Caller = decision.Caller ?? decision.Author,
    };

    public static Proto.MembershipSource ToProto(this DecisionSource source) => ProtoEnums.MembershipSource.Proto(source);

    public static Proto.RecordedDecision ToProto(this RecordedDecision decision) => new()
    {
        PersonId = decision.PersonId.Value,
        Action = ProtoEnums.MembershipAction.Proto(decision.Action),
        RoleId = decision.RoleId?.Value ?? "",
        Decision = decision.Decision.ToProto(),
        Outcome = decision.Outcome.ToProto(),
    };

    public static Proto.PersonMembership ToProto(this PersonMembership membership, Caller caller) => new()
    {
        Membership = membership.Record.ToProto(),
        RoleDisplayName = membership.RoleName ?? "",
        BuyingGroupDisplayName = caller.ReadsDirectory ? membership.GroupName : "",
        SolutionInterestId = membership.SolutionInterestId.Value,
    };

    /// <summary>The state of a filter; assigned if it names none.</summary>
    public static MembershipState ToState(this Proto.MembershipState state) =>
        ProtoEnums.MembershipState.FindOwn(state) ?? MembershipState.Assigned;

    public static Proto.Member ToProto(this Member member, Caller caller)
    {
        var proto = new Proto.Member { Membership = member.Record.ToProto(), RoleDisplayName = member.RoleName ?? "" };
        if (caller.ReadsDirectory)
        {
            proto.FirstName = member.FirstName ?? "";
            proto.LastName = member.LastName ?? "";
            proto.JobTitle = member.JobTitle ?? "";
        }

        return proto;
    }

    public static Proto.MembershipOutcome ToProto(this MembershipOutcome outcome) => ProtoEnums.MembershipOutcome.Proto(outcome);

    public static Proto.StageOutcome ToProto(this StageOutcome outcome) => ProtoEnums.StageOutcome.Proto(outcome);

    public static Proto.StageTarget ToTarget(this Stage stage) => new() { StageId = stage.Id.Value, DisplayName = stage.Name };
}
