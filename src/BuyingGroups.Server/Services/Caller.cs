using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Errors;
using Grpc.Core;

namespace BuyingGroups.Server.Services;

/// <summary>Who calls. On loopback without authentication that is <c>local</c>, who may do everything.</summary>
internal sealed class Caller
{
    private readonly IReadOnlyList<DecisionSource> _sources = [DecisionSource.Manual, DecisionSource.Journey, DecisionSource.System];

    /// <summary>The name that is kept as creator, updater and author.</summary>
    public string Name { get; } = "local";

    /// <summary>
    /// What the caller speaks for when it changes of a group what isn't its members, such as the stage: the highest source that its scopes
    /// cover; a user's if they cover none.
    /// </summary>
    public DecisionSource HighestSource => _sources.Count == 0 ? DecisionSource.Manual : _sources.Max();

    /// <summary>The source of a membership command, if the caller may speak for it.</summary>
    /// <param name="named">The source that the command names; UNSPECIFIED: the only one that the caller's scopes cover.</param>
    public DecisionSource SourceOf(Proto.MembershipSource named) => named switch
    {
        Proto.MembershipSource.Manual => DecisionSource.Manual,
        Proto.MembershipSource.Journey => DecisionSource.Journey,
        Proto.MembershipSource.System => DecisionSource.System,
        _ when _sources.Count == 1 => _sources[0],
        _ => throw RpcErrors.InvalidArgument("source", "is required, since the caller may speak for several sources", "REQUIRED").ToRpcException(),
    };
}
