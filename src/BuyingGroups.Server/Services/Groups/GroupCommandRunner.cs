using System.Security.Cryptography;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Commands;
using Google.Protobuf;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Carries out commands on groups for a caller, once for each request id, and has every server told which rosters changed.</summary>
internal sealed class GroupCommandRunner(GroupCommandStore store, RosterChanges rosters, Caller caller, TimeProvider time)
{
    /// <summary>A decision of the caller, made now.</summary>
    /// <param name="source">What the caller speaks for.</param>
    /// <param name="author">The user or the journey's node for which it acts; empty: itself.</param>
    /// <param name="reason">Why.</param>
    public Decision DecisionOf(DecisionSource source, string author, string reason) =>
        new(source, author.Length == 0 ? caller.Name : author, time.GetUtcNow(), reason, author.Length == 0 ? null : caller.Name);

    /// <summary>Carries out commands, or answers what was answered when the same request came first.</summary>
    /// <param name="request">All that came; another content under the same id is refused.</param>
    /// <param name="requestId">A UUID; empty: no matter how often it comes.</param>
    /// <param name="commands">What is asked.</param>
    /// <param name="answer">Makes the answer; may throw, and then nothing is remembered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TResponse> RunAsync<TResponse>(
        IMessage request,
        string requestId,
        IReadOnlyList<GroupCommand> commands,
        Func<IReadOnlyList<GroupCommandResult>, TResponse> answer,
        CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, new()
    {
        var once = requestId.Length == 0
            ? null
            : new OnceOnly(caller.Name, requestId.ToLowerInvariant(), HashOf(request), executed => answer(executed.Results).ToByteArray());
        var executed = await store.ExecuteAsync(commands, once, cancellationToken);
        // Also when the first answer is given again, or nothing was left to do: the server that did it may have died before it told
        // anyone, or be about to tell.
        (AccountId, BuyingGroupId)[] changed =
            [.. executed.ChangedRosters.Concat(executed.RostersChangedBefore).Select(group => (group.AccountId, group.BuyingGroupId))];
        if (changed.Length > 0)
        {
            await rosters.ChangedAsync(changed);
        }

        if (executed.FirstAnswer is null)
        {
            return answer(executed.Results);
        }

        var first = new TResponse();
        first.MergeFrom(executed.FirstAnswer);
        return first;
    }

    private static string HashOf(IMessage request) =>
        Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(request.Descriptor.FullName), .. request.ToByteArray()]));
}
