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

/// <summary>
/// Executes commands on groups for a caller, once for each request id, and announces to every server which rosters changed.
/// </summary>
internal sealed class GroupCommandRunner(GroupCommandStore store, RosterChanges rosters, Caller caller)
{
    private const string RequestIdField = "request_id";

    /// <summary>The decision that the caller asks for.</summary>
    /// <param name="source">The source for which the caller speaks.</param>
    /// <param name="author">The user or the journey's node for which it acts; empty means the caller itself.</param>
    /// <param name="reason">The reason of the decision.</param>
    public Decision DecisionOf(DecisionSource source, string author, string reason) =>
        Decision.ToBeMade(source, author.Length == 0 ? caller.Name : author, reason, author.Length == 0 ? null : caller.Name);

    /// <summary>Executes commands, or returns the first answer if the same request was executed before.</summary>
    /// <param name="request">The whole request; the same id with other content is refused.</param>
    /// <param name="requestId">A UUID; empty means that a repetition is executed again.</param>
    /// <param name="commands">The commands of the request.</param>
    /// <param name="answer">Makes the answer. May throw the error for a refused command, which is remembered as well.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<TResponse> RunAsync<TRequest, TResponse>(
        TRequest request,
        string requestId,
        IReadOnlyList<GroupCommand> commands,
        Func<IReadOnlyList<GroupCommandResult>, TResponse> answer,
        CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>, new()
    {
        // UUIDs are equal regardless of the case of their letters.
        var id = requestId.ToLowerInvariant();
        var once = id.Length == 0
            ? null
            : new OnceOnly(caller.Name, id, HashOf(request, id), executed => FirstAnswerOf(() => answer(executed.Results)));
        var executed = await store.ExecuteAsync(commands, once, cancellationToken);
        // Announced even if the first answer is repeated or nothing was left to do: the server that made the change may have died before it
        // announced it, or be about to do so.
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
