using System.Security.Claims;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Security;
using Grpc.Core;

namespace BuyingGroups.Server.Services;

/// <summary>Who makes this call; one for each call. Where nobody is authenticated that is <c>local</c>, who may do everything.</summary>
internal sealed class Caller
{
    private static readonly (Proto.MembershipSource Named, DecisionSource Source, string Scope)[] SourceScopes =
    [
        (Proto.MembershipSource.Manual, DecisionSource.Manual, Scopes.MembershipManual),
        (Proto.MembershipSource.Journey, DecisionSource.Journey, Scopes.MembershipJourney),
        (Proto.MembershipSource.System, DecisionSource.System, Scopes.MembershipSystem),
    ];

    private readonly DecisionSource[] _sources;

    public Caller(ClaimsPrincipal principal)
    {
        Name = CallerClaims.NameOf(principal) ?? throw new InvalidOperationException("A call came through without a caller.");
        var scopes = CallerClaims.ScopesOf(principal);
        ReadsDirectory = scopes.Contains(Scopes.DirectoryRead);
        _sources = [.. SourceScopes.Where(each => scopes.Contains(each.Scope)).Select(each => each.Source)];
    }

    /// <summary>The name that is kept as creator, updater and author.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether the caller may be told what the directory says of people and accounts. From answers of other services, which name them by
    /// their
    /// ids, that is left out for everybody else.
    /// </summary>
    public bool ReadsDirectory { get; }

    /// <summary>
    /// What the caller speaks for when it changes of a group what isn't its members, such as the stage: the highest source that its scopes
    /// cover; a user's if they cover none.
    /// </summary>
    public DecisionSource HighestSource => _sources.Length == 0 ? DecisionSource.Manual : _sources.Max();

    /// <summary>The source of a membership command, if the caller may speak for it.</summary>
    /// <param name="named">The source that the command names; UNSPECIFIED: the only one that the caller's scopes cover.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED: its scopes don't cover it. INVALID_ARGUMENT: they cover several.</exception>
    public DecisionSource SourceOf(Proto.MembershipSource named)
    {
        if (SourceScopes.FirstOrDefault(each => each.Named == named) is { Scope: not null } each)
        {
            return _sources.Contains(each.Source) ? each.Source : throw RpcErrors.MissingScope(Name, [each.Scope]).ToRpcException();
        }

        return _sources switch
        {
            [var only] => only,
            [] => throw RpcErrors.MissingScope(Name, [.. SourceScopes.Select(source => source.Scope)]).ToRpcException(),
            _ => throw RpcErrors.InvalidArgument("source", "is required, since the caller may speak for several sources", "REQUIRED").ToRpcException(),
        };
    }
}
