using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Membership;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Groups and memberships, from and to the contracts.</summary>
internal static class GroupMapping
{
    public static Proto.BuyingGroup ToProto(this BuyingGroup group) => new()
    {
        BuyingGroupId = group.Id.Value,
        DisplayName = group.Name,
        SolutionInterestId = group.SolutionInterestId.Value,
        AccountId = group.AccountId.Value,
        Completeness = new Proto.Score { Exact = (double)group.Completeness.Exact, Displayed = group.Completeness.Displayed },
        CreateTime = group.Created.At.ToTimestamp(),
        Creator = group.Created.By,
        UpdateTime = group.UpdatedAt.ToTimestamp(),
    };

    public static Proto.Membership ToProto(this MembershipRecord record) => new()
    {
        BuyingGroupId = record.GroupId.Value,
        PersonId = record.PersonId.Value,
        State = record.State == MembershipState.Assigned ? Proto.MembershipState.Assigned : Proto.MembershipState.Removed,
        RoleId = record.RoleId?.Value ?? "",
        Decision = new Proto.MembershipDecision
        {
            Source = record.Decision.Source switch
            {
                DecisionSource.Manual => Proto.MembershipSource.Manual,
                DecisionSource.Journey => Proto.MembershipSource.Journey,
                _ => Proto.MembershipSource.System,
            },
            Author = record.Decision.Author,
            DecideTime = record.Decision.At.ToTimestamp(),
            Reason = record.Decision.Reason,
        },
        Revision = record.Revision,
    };

    public static Proto.Member ToProto(this Member member) => new()
    {
        Membership = member.Record.ToProto(),
        RoleDisplayName = member.RoleName ?? "",
        FirstName = member.FirstName ?? "",
        LastName = member.LastName ?? "",
        JobTitle = member.JobTitle ?? "",
    };

    public static Proto.MembershipOutcome ToProto(this MembershipOutcome outcome) => outcome switch
    {
        MembershipOutcome.Applied => Proto.MembershipOutcome.Applied,
        MembershipOutcome.Unchanged => Proto.MembershipOutcome.Unchanged,
        MembershipOutcome.Overruled => Proto.MembershipOutcome.Overruled,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
