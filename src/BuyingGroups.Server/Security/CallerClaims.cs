using System.Security.Claims;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Texts;

namespace BuyingGroups.Server.Security;

/// <summary>
/// What tokens and certificates say about a caller, as claims of its principal. The names are those of OAuth: <c>scope</c> with words
/// separated by spaces (RFC 8693), or <c>scp</c>, which some authorities write instead; <c>client_id</c> (RFC 9068), <c>azp</c> (OpenID
/// Connect) or <c>sub</c>.
/// </summary>
internal static class CallerClaims
{
    /// <summary>Longer names are refused: names are stored with each change, in columns of this length.</summary>
    public const int MaxNameLength = 128;

    private const string Scope = "scope";
    private const string ClientId = "client_id";

    // The program is preferred to the person: on whose behalf a program acts it says in on_behalf_of, and sub differs between a program's
    // users.
    private static readonly string[] NameClaims = [ClientId, "azp", "sub"];
    private static readonly string[] ScopeClaims = [Scope, "scp"];

    /// <summary>The caller of a server without authentication, who may do everything.</summary>
    public static ClaimsPrincipal Local { get; } = PrincipalOf("local", Scopes.All, "none");

    /// <summary>A caller with the name and the scopes.</summary>
    public static ClaimsPrincipal PrincipalOf(string name, IEnumerable<string> scopes, string authenticationType) =>
        new(new ClaimsIdentity([new Claim(ClientId, name), new Claim(Scope, string.Join(' ', scopes))], authenticationType));

    /// <summary>What <see cref="IsName"/> demands of a name, worded to follow "has to be".</summary>
    public static string NameRule => $"1 to {MaxNameLength} characters that can be seen, and not begin with {Authors.ReservedPrefixes}";

    /// <summary>The caller's name; null if it has none that can be stored.</summary>
    public static string? NameOf(ClaimsPrincipal principal) =>
        NameClaims.Select(principal.FindFirst).FirstOrDefault(claim => claim is not null)?.Value is { } name && IsName(name) ? name : null;

    /// <summary>
    /// Whether this can be a caller's name. It stands in logs and beside decisions as the author, and mustn't look like a journey or a job.
    /// </summary>
    public static bool IsName(string name) =>
        name.Length <= MaxNameLength && !string.IsNullOrWhiteSpace(name) && VisibleText.Is(name) && !Authors.IsReserved(name);

    /// <summary>The caller's scopes, including those of other services.</summary>
    public static IReadOnlySet<string> ScopesOf(ClaimsPrincipal principal) =>
        ScopeClaims.Select(type => principal.FindAll(type).ToList()).FirstOrDefault(claims => claims.Count > 0) is { } claims
            ? claims.SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();
}
