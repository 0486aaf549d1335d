using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;

namespace BuyingGroups.Server.Security;

/// <summary>
/// Authenticates callers by their certificate. The TLS handshake has already checked that the certificate was issued by the trusted
/// authority and is valid, and that the caller holds its key. What remains is to find the client to whom it belongs.
/// </summary>
internal sealed class ClientCertificates(SecurityOptions options)
{
    private readonly (CertificateMatch Match, ClaimsPrincipal Principal)[] _clients =
    [
        .. options.Certificates.Select(client =>
            (CertificateMatch.Parse(client.Match)!, CallerClaims.PrincipalOf(client.Name, client.ScopeList, "certificate"))),
    ];

    // All calls of a connection have the same certificate object, so its names are read once.
    private readonly ConditionalWeakTable<X509Certificate2, ClaimsPrincipal> _known = [];

    /// <summary>The client of the certificate; null if the settings have none. If several match, the first.</summary>
    public ClaimsPrincipal? ClientOf(X509Certificate2 certificate)
    {
        if (_known.TryGetValue(certificate, out var known))
        {
            return known;
        }

        var client = _clients.FirstOrDefault(client => client.Match.Matches(certificate)).Principal;
        if (client is not null)
        {
            _known.AddOrUpdate(certificate, client);
        }

        return client;
    }
}
