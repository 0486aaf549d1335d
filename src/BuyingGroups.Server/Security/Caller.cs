using System.Security.Claims;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Services;
using Grpc.Core;

namespace BuyingGroups.Server.Security;

/// <summary>The caller of the current call. Without authentication it is <c>local</c>, who may do everything.</summary>
internal sealed class Caller
{
    private readonly DecisionSource[] _sources;

    public Caller(ClaimsPrincipal principal)
    {
        Name = CallerClaims.NameOf(principal) ?? throw new InvalidOperationException("A call came through without a caller.");
        var scopes = CallerClaims.ScopesOf(principal);
        ReadsDirectory = scopes.Contains(Scopes.DirectoryRead);
        _sources = [.. Enum.GetValues<DecisionSource>().Where(source => scopes.Contains(ScopeOf(source)))];
    }

    /// <summary>The name that is stored as creator, updater and author.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether the caller may read people and accounts. For other callers, the answers of all services contain only their ids.
    /// </summary>
    public bool ReadsDirectory { get; }

    /// <summary>
    /// The source for which the caller speaks when it changes something about a group other than its members, such as the stage: the
    /// highest source that its scopes cover, or MANUAL if they cover none.
    /// </summary>
    public DecisionSource HighestSource => _sources.Length == 0 ? DecisionSource.Manual : _sources.Max();

    /// <summary>The source of a membership command, if the caller may speak for it.</summary>
    /// <param name="named">The source that the command names; UNSPECIFIED means the only one that the caller's scopes cover.</param>
    /// <exception cref="RpcException">
    /// PERMISSION_DENIED if the caller's scopes don't cover the source; INVALID_ARGUMENT if none is named and they cover several.
    /// </exception>
    public DecisionSource SourceOf(Proto.MembershipSource named)
    {
        if (ProtoEnums.MembershipSource.FindOwn(named) is { } source)
        {
            return _sources.Contains(source) ? source : throw RpcErrors.MissingScope(Name, [ScopeOf(source)]).ToRpcException();
        }

        return _sources switch
        {
            [var only] => only,
            [] => throw RpcErrors.MissingScope(
                Name, [.. Enum.GetValues<DecisionSource>().OrderDescending().Select(ScopeOf)]).ToRpcException(),
            _ => throw RpcErrors.InvalidArgument("source", "is required, since the caller may speak for several sources", "REQUIRED")
                .ToRpcException(),
        };
    }

    private static string ScopeOf(DecisionSource source) => source switch
    {
        DecisionSource.Manual => Scopes.MembershipManual,
        DecisionSource.Journey => Scopes.MembershipJourney,
        DecisionSource.System => Scopes.MembershipSystem,
    };
}
