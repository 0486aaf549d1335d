using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Groups;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Membership;
using Google.Protobuf;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Membership;

/// <summary>Membership commands, single and in batches, and the memberships of groups and people.</summary>
internal sealed class MembershipService(MembershipStore store, GroupCommandRunner runner, PageTokens pageTokens, Caller caller)
    : Proto.MembershipService.MembershipServiceBase
{
    private static readonly MemberRequestValidator ValidCommand = new();
    private static readonly BatchedMemberRequestValidator ValidItem = new();
    private static readonly BatchRequestValidator ValidBatch = new();
    private static readonly GetMembershipValidator ValidGet = new();
    private static readonly ListMembersValidator ValidList = new();
    private static readonly ListPersonMembershipsValidator ValidListOfPerson = new();
    private static readonly ListMembershipDecisionsValidator ValidListDecisions = new();

    public override Task<Proto.AssignMemberResponse> AssignMember(Proto.AssignMemberRequest request, ServerCallContext context) =>
        RunAsync(
            request,
            MemberRequest.Of(request),
            decided => new Proto.AssignMemberResponse { Outcome = decided.Outcome.ToProto(), Membership = decided.Record?.ToProto() },
            context);

    public override Task<Proto.RemoveMemberResponse> RemoveMember(Proto.RemoveMemberRequest request, ServerCallContext context) =>
        RunAsync(
            request,
            MemberRequest.Of(request),
            decided => new Proto.RemoveMemberResponse { Outcome = decided.Outcome.ToProto(), Membership = decided.Record?.ToProto() },
            context);

    public override Task<Proto.ChangeMemberRoleResponse> ChangeMemberRole(
        Proto.ChangeMemberRoleRequest request, ServerCallContext context) =>
        RunAsync(
            request,
            MemberRequest.Of(request),
            decided => new Proto.ChangeMemberRoleResponse { Outcome = decided.Outcome.ToProto(), Membership = decided.Record?.ToProto() },
            context);

    public override Task<Proto.ReleaseMemberResponse> ReleaseMember(Proto.ReleaseMemberRequest request, ServerCallContext context) =>
        RunAsync(
            request,
            MemberRequest.Of(request),
            decided => new Proto.ReleaseMemberResponse { Outcome = decided.Outcome.ToProto(), Membership = decided.Record?.ToProto() },
            context);

    public override Task<Proto.BatchAssignMembersResponse> BatchAssignMembers(
        Proto.BatchAssignMembersRequest request, ServerCallContext context) =>
        RunBatchAsync(
            request,
            request.RequestId,
            [.. request.Requests.Select(MemberRequest.Of)],
            results => new Proto.BatchAssignMembersResponse { Results = { results } },
            context);

    public override Task<Proto.BatchRemoveMembersResponse> BatchRemoveMembers(
        Proto.BatchRemoveMembersRequest request, ServerCallContext context) =>
        RunBatchAsync(
            request,
            request.RequestId,
            [.. request.Requests.Select(MemberRequest.Of)],
            results => new Proto.BatchRemoveMembersResponse { Results = { results } },
            context);

    public override Task<Proto.BatchChangeMemberRolesResponse> BatchChangeMemberRoles(
        Proto.BatchChangeMemberRolesRequest request, ServerCallContext context) =>
        RunBatchAsync(
            request,
            request.RequestId,
            [.. request.Requests.Select(MemberRequest.Of)],
            results => new Proto.BatchChangeMemberRolesResponse { Results = { results } },
            context);

    public override Task<Proto.BatchReleaseMembersResponse> BatchReleaseMembers(
        Proto.BatchReleaseMembersRequest request, ServerCallContext context) =>
        RunBatchAsync(
            request,
            request.RequestId,
            [.. request.Requests.Select(MemberRequest.Of)],
            results => new Proto.BatchReleaseMembersResponse { Results = { results } },
            context);

    public override async Task<Proto.GetMembershipResponse> GetMembership(Proto.GetMembershipRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var member = await store.GetAsync(
            new BuyingGroupId(request.BuyingGroupId), new PersonId(request.PersonId), context.CancellationToken);
        return new Proto.GetMembershipResponse { Member = member.ToProto(caller) };
    }

    public override async Task<Proto.ListMembersResponse> ListMembers(Proto.ListMembersRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListMembersAsync(
            new BuyingGroupId(request.BuyingGroupId),
            pageTokens.Read(request),
            request.State.ToState(),
            request.RoleId.Length == 0 ? null : new RoleId(request.RoleId),
            context.CancellationToken);
        return new Proto.ListMembersResponse
        {
            Members = { page.Items.Select(member => member.ToProto(caller)) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.ListPersonMembershipsResponse> ListPersonMemberships(
        Proto.ListPersonMembershipsRequest request, ServerCallContext context)
    {
        ValidListOfPerson.Require(request);
        var page = await store.ListOfPersonAsync(
            new PersonId(request.PersonId),
            pageTokens.Read(request),
            request.State.ToState(),
            context.CancellationToken);
        return new Proto.ListPersonMembershipsResponse
        {
            Memberships = { page.Items.Select(membership => membership.ToProto(caller)) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.ListMembershipDecisionsResponse> ListMembershipDecisions(
        Proto.ListMembershipDecisionsRequest request, ServerCallContext context)
    {
        ValidListDecisions.Require(request);
        var page = await store.ListDecisionsAsync(
            new BuyingGroupId(request.BuyingGroupId),
            pageTokens.Read(request),
            request.PersonId.Length == 0 ? null : new PersonId(request.PersonId),
            context.CancellationToken);
        return new Proto.ListMembershipDecisionsResponse
        {
            Decisions = { page.Items.Select(decision => decision.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    private Task<TResponse> RunAsync<TRequest, TResponse>(
        TRequest request, MemberRequest member, Func<DecidedMember, TResponse> answer, ServerCallContext context)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>, new()
    {
        ValidCommand.Require(member);
        var command = CommandOf(member);
        return runner.RunAsync(
            request,
            member.RequestId,
            [command],
            results => results[0] switch
            {
                DecidedMember decided => answer(decided),
                RefusedCommand refused => throw GroupRefusals.ErrorOf(refused.Reason, command).ToRpcException(),
                var other => throw new InvalidOperationException($"{other} answers no membership command."),
            },
            context.CancellationToken);
    }

    private Task<TResponse> RunBatchAsync<TRequest, TResponse>(
        TRequest request,
        string requestId,
        IReadOnlyList<MemberRequest> items,
        Func<IEnumerable<Proto.MembershipResult>, TResponse> answer,
        ServerCallContext context)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>, new()
    {
        ValidBatch.Require(new BatchRequest(items, requestId));
        var batch = BatchOfCommands.Of(items, item => ValidItem.ErrorOf(item), CommandOf, "requests");
        return runner.RunAsync(
            request,
            requestId,
            batch.Commands,
            results => answer(batch.Answers(
                results,
                error => new Proto.MembershipResult { Error = error },
                (result, command, path) => result switch
                {
                    DecidedMember decided =>
                        new Proto.MembershipResult { Outcome = decided.Outcome.ToProto(), Membership = decided.Record?.ToProto() },
                    RefusedCommand refused => new Proto.MembershipResult { Error = GroupRefusals.ErrorOf(refused.Reason, command, path) },
                    _ => throw new InvalidOperationException($"{result} answers no membership command."),
                })),
            context.CancellationToken);
    }

    private MemberCommand CommandOf(MemberRequest request) => new(
        new GroupById(new BuyingGroupId(request.BuyingGroupId)),
        new MembershipCommand(
            request.Action,
            new PersonId(request.PersonId),
            request.TakesRole ? new RoleId(request.RoleId) : null,
            runner.DecisionOf(caller.SourceOf(request.Source), request.OnBehalfOf, request.Reason)));
}
