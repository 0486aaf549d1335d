using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Membership;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Membership commands, each one transaction, and the members of a group.</summary>
internal sealed class MembershipService(MembershipStore store, RosterChanges rosters, TimeProvider time, Caller caller)
    : Proto.MembershipService.MembershipServiceBase
{
    private static readonly AssignMemberValidator ValidAssign = new();
    private static readonly RemoveMemberValidator ValidRemove = new();
    private static readonly ListMembersValidator ValidList = new();

    public override async Task<Proto.AssignMemberResponse> AssignMember(Proto.AssignMemberRequest request, ServerCallContext context)
    {
        ValidAssign.Require(request);
        var (outcome, record) = await DecideAsync(
            request.BuyingGroupId,
            new MembershipCommand(
                MembershipAction.Assign,
                new PersonId(request.PersonId),
                new RoleId(request.RoleId),
                DecisionOf(request.Source, request.OnBehalfOf, request.Reason)),
            context.CancellationToken);
        return new Proto.AssignMemberResponse { Outcome = outcome, Membership = record };
    }

    public override async Task<Proto.RemoveMemberResponse> RemoveMember(Proto.RemoveMemberRequest request, ServerCallContext context)
    {
        ValidRemove.Require(request);
        var (outcome, record) = await DecideAsync(
            request.BuyingGroupId,
            new MembershipCommand(
                MembershipAction.Remove,
                new PersonId(request.PersonId),
                RoleId: null,
                DecisionOf(request.Source, request.OnBehalfOf, request.Reason)),
            context.CancellationToken);
        return new Proto.RemoveMemberResponse { Outcome = outcome, Membership = record };
    }

    public override async Task<Proto.ListMembersResponse> ListMembers(Proto.ListMembersRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        string[] filters = [request.BuyingGroupId, request.State.ToString(), request.RoleId];
        var page = await store.ListMembersAsync(
            new BuyingGroupId(request.BuyingGroupId),
            PageTokens.Read(request.PageSize, request.PageToken, filters),
            request.State == Proto.MembershipState.Removed ? MembershipState.Removed : MembershipState.Assigned,
            request.RoleId.Length == 0 ? null : new RoleId(request.RoleId),
            context.CancellationToken);
        return new Proto.ListMembersResponse
        {
            Members = { page.Items.Select(member => member.ToProto()) },
            NextPageToken = PageTokens.Write(page.Next, filters),
        };
    }

    private Decision DecisionOf(Proto.MembershipSource source, string onBehalfOf, string reason) =>
        new(caller.SourceOf(source), onBehalfOf.Length == 0 ? caller.Name : onBehalfOf, time.GetUtcNow(), reason);

    private async Task<(Proto.MembershipOutcome Outcome, Proto.Membership Record)> DecideAsync(
        string groupId, MembershipCommand command, CancellationToken cancellationToken)
    {
        var group = new BuyingGroupId(groupId);
        var decided = await store.DecideAsync(group, [command], cancellationToken);
        var result = decided.Results[0];
        if (result.Refusal is { } refusal)
        {
            throw RefusalError(refusal, command).ToRpcException();
        }

        if (decided.Changed)
        {
            await rosters.ChangedAsync([(decided.AccountId, group)]);
        }

        return (result.Outcome!.Value.ToProto(), result.Record!.ToProto());
    }

    private static Google.Rpc.Status RefusalError(MembershipRefusal refusal, MembershipCommand command) => refusal switch
    {
        MembershipRefusal.UnknownPerson =>
            RpcErrors.InvalidArgument("person_id", $"'{command.PersonId}' is no person of the directory", "UNKNOWN_PERSON"),
        MembershipRefusal.PersonOfAnotherAccount =>
            RpcErrors.InvalidArgument("person_id", $"'{command.PersonId}' belongs to another account than the group", "PERSON_OF_ANOTHER_ACCOUNT"),
        MembershipRefusal.RoleNotInTemplate =>
            RpcErrors.InvalidArgument("role_id", $"'{command.RoleId}' is no role of the group's role template", "ROLE_NOT_IN_TEMPLATE"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "not a refusal"),
    };
}
