using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BuyingGroups.Server.Security;

/// <summary>The part of a certificate by which a client is known.</summary>
internal sealed class CertificateMatch
{
    private readonly Func<X509Certificate2, bool> _matches;

    private CertificateMatch(Func<X509Certificate2, bool> matches) => _matches = matches;

    /// <summary>A match as the settings write it; null if it isn't one.</summary>
    public static CertificateMatch? Parse(string match) => match.Split(':', 2) switch
    {
        ["subject", { Length: > 0 } name] => OfSubject(name),
        ["dns", { Length: > 0 } name] => new(certificate => DnsNamesOf(certificate).Contains(name, StringComparer.OrdinalIgnoreCase)),
        // The first URI; certificates that name a program by one (SPIFFE) have no second.
        ["uri", { Length: > 0 } uri] => new(certificate => certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false) == uri),
        _ => null,
    };

    public bool Matches(X509Certificate2 certificate) => _matches(certificate);

    private static CertificateMatch? OfSubject(string name)
    {
        try
        {
            // Both in the same notation: the settings' spaces and order of writing aren't those of the certificate.
            var subject = new X500DistinguishedName(name).Name;
            return new(certificate => certificate.SubjectName.Name == subject);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IEnumerable<string> DnsNamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
}
