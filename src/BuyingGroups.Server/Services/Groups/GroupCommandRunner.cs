using System.Security.Cryptography;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Security;
using BuyingGroups.Storage.Sql.Commands;
using Google.Protobuf;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Carries out commands on groups for a caller, once for each request id, and has every server told which rosters changed.</summary>
internal sealed class GroupCommandRunner(GroupCommandStore store, RosterChanges rosters, Caller caller)
{
    private const string RequestIdField = "request_id";

    /// <summary>A decision that the caller asks for.</summary>
    /// <param name="source">What the caller speaks for.</param>
    /// <param name="author">The user or the journey's node for which it acts; empty: itself.</param>
    /// <param name="reason">Why.</param>
    public Decision DecisionOf(DecisionSource source, string author, string reason) =>
        Decision.ToBeMade(source, author.Length == 0 ? caller.Name : author, reason, author.Length == 0 ? null : caller.Name);

    /// <summary>Carries out commands, or answers what was answered when the same request came first.</summary>
    /// <param name="request">All that came; another content under the same id is refused.</param>
    /// <param name="requestId">A UUID; empty: no matter how often it comes.</param>
    /// <param name="commands">What is asked.</param>
    /// <param name="answer">Makes the answer; may throw the error for a command that was refused, which is remembered as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TResponse> RunAsync<TRequest, TResponse>(
        TRequest request,
        string requestId,
        IReadOnlyList<GroupCommand> commands,
        Func<IReadOnlyList<GroupCommandResult>, TResponse> answer,
        CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>, new()
    {
        // UUIDs are the same in either case of their letters.
        var id = requestId.ToLowerInvariant();
        var once = id.Length == 0
            ? null
            : new OnceOnly(caller.Name, id, HashOf(request, id), executed => FirstAnswerOf(() => answer(executed.Results)));
        var executed = await store.ExecuteAsync(commands, once, cancellationToken);
        // Also when the first answer is given again, or nothing was left to do: the server that did it may have died before it told
        // anyone, or be about to tell.
        (AccountId, BuyingGroupId)[] changed =
            [.. executed.ChangedRosters.Concat(executed.RostersChangedBefore).Select(group => (group.AccountId, group.BuyingGroupId))];
        if (changed.Length > 0)
        {
            await rosters.ChangedAsync(changed);
        }

        return executed.FirstAnswer switch
        {
            null => answer(executed.Results),
            { IsError: true, Message: var error } => throw RpcStatus.Parser.ParseFrom(error).ToRpcException(),
            { Message: var message } => new MessageParser<TResponse>(() => new TResponse()).ParseFrom(message),
        };
    }

    private static FirstAnswer FirstAnswerOf(Func<IMessage> answer)
    {
        try
        {
            return new FirstAnswer(answer().ToByteArray());
        }
        catch (RpcException refused) when (refused.GetRpcStatus() is { } error)
        {
            return new FirstAnswer(error.ToByteArray(), IsError: true);
        }
    }

    private static string HashOf<TRequest>(TRequest request, string requestId)
        where TRequest : IMessage<TRequest>
    {
        var content = request.Clone();
        content.Descriptor.FindFieldByName(RequestIdField).Accessor.SetValue(content, requestId);
        return Convert.ToHexStringLower(
            SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(content.Descriptor.FullName), .. content.ToByteArray()]));
    }
}
