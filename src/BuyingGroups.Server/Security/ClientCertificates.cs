using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;

namespace BuyingGroups.Server.Security;

/// <summary>
/// Callers who are known by their certificate. By the time a call is here, the TLS handshake has checked that the certificate is of the
/// trusted authority, valid, and that the caller holds its key; what is left is whose it is.
/// </summary>
internal sealed class ClientCertificates(SecurityOptions options)
{
    private readonly (CertificateMatch Match, ClaimsPrincipal Principal)[] _clients =
    [
        .. options.Certificates.Select(client =>
            (CertificateMatch.Parse(client.Match)!, CallerClaims.PrincipalOf(client.Name, client.ScopeList, "certificate"))),
    ];

    // Every call of a connection has the same object, so that names are taken out of it once.
    private readonly ConditionalWeakTable<X509Certificate2, ClaimsPrincipal> _known = [];

    /// <summary>The client of the certificate; null if the settings have none. Of several the first.</summary>
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
