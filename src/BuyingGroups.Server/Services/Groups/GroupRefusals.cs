using BuyingGroups.Domain.Groups;
using BuyingGroups.Server.Errors;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Commands;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>The errors for refused commands on groups.</summary>
internal static class GroupRefusals
{
    /// <summary>The error for a refused command.</summary>
    /// <param name="refusal">Why it was refused.</param>
    /// <param name="command">The command.</param>
    /// <param name="path">The prefix of the fields' paths, such as <c>requests[3].</c>; empty for a single command.</param>
    public static RpcStatus ErrorOf(GroupCommandRefusal refusal, GroupCommand command, string path = "") => (refusal, command) switch
    {
        (GroupCommandRefusal.UnknownGroup, { Group: GroupById group }) => RpcErrors.NotFound(ResourceTypes.BuyingGroup, group.Id.Value),
        (GroupCommandRefusal.UnknownPerson, MemberCommand { Command: var member }) =>
            RpcErrors.InvalidArgument($"{path}person_id", $"'{member.PersonId}' is no person of the directory", "UNKNOWN_PERSON"),
        (GroupCommandRefusal.PersonOfAnotherAccount, MemberCommand { Command: var member }) =>
            RpcErrors.InvalidArgument(
                $"{path}person_id", $"'{member.PersonId}' belongs to another account than the group", "PERSON_OF_ANOTHER_ACCOUNT"),
        (GroupCommandRefusal.RoleNotInTemplate, MemberCommand { Command: var member }) =>
            RpcErrors.InvalidArgument(
                $"{path}role_id", $"'{member.RoleId}' is no role of the group's role template", "ROLE_NOT_IN_TEMPLATE"),
        (GroupCommandRefusal.NotAMember, MemberCommand { Command: var member }) =>
            RpcErrors.FailedPrecondition(
                "NOT_A_MEMBER", member.PersonId.Value,
                $"{path}person_id: '{member.PersonId}' isn't a member, so there is no role to change; assign instead."),
        (GroupCommandRefusal.NoStageModel, _) =>
            RpcErrors.FailedPrecondition("NO_STAGE_MODEL", SubjectOf(command.Group), "The group's solution interest has no stage model."),
        (GroupCommandRefusal.UnknownStage, StageCommand stage) =>
            RpcErrors.InvalidArgument(
                $"{path}stage_id", $"'{stage.StageId}' is no stage of the solution interest's stage model", "UNKNOWN_STAGE"),
        (GroupCommandRefusal.EtagMismatch, _) => RpcErrors.EtagMismatch(ResourceTypes.BuyingGroup, SubjectOf(command.Group)),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, $"not a refusal of {command}"),
    };

    private static string SubjectOf(GroupAddress address) => address switch
    {
        GroupById group => group.Id.Value,
        GroupByInterest pair => pair.SolutionInterestId.Value,
        _ => "",
    };
}
