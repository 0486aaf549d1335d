using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BuyingGroups.Server.Security;

/// <summary>The part of a certificate by which a client is recognized.</summary>
internal sealed class CertificateMatch
{
    private readonly Func<X509Certificate2, bool> _matches;
    private readonly object _wanted;

    private CertificateMatch(object wanted, Func<X509Certificate2, bool> matches) => (_wanted, _matches) = (wanted, matches);

    /// <summary>Parses a match of the settings; null if it isn't one.</summary>
    public static CertificateMatch? Parse(string match) => match.Split(':', 2) switch
    {
        ["subject", { Length: > 0 } name] when DistinguishedName.Parse(name) is { } subject =>
            new(subject, certificate => HasSubject(certificate, subject)),
        ["dns", { Length: > 0 } name] =>
            new(match.ToUpperInvariant(), certificate => DnsNamesOf(certificate).Contains(name, StringComparer.OrdinalIgnoreCase)),
        // The first URI only: certificates that name a program by a URI (SPIFFE) have no second one.
        ["uri", { Length: > 0 } uri] => new(match, certificate => certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false) == uri),
        _ => null,
    };

    public bool Matches(X509Certificate2 certificate) => _matches(certificate);

    /// <summary>Whether both match the same certificates, however they are written.</summary>
    public bool IsSame(CertificateMatch other) => _wanted.Equals(other._wanted);

    private static bool HasSubject(X509Certificate2 certificate, DistinguishedName subject)
    {
        try
        {
            return DistinguishedName.Of(certificate.SubjectName).Equals(subject);
        }
        catch (CryptographicException)
        {
            // A name that can't be parsed matches nobody.
            return false;
        }
    }

    private static IEnumerable<string> DnsNamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
}
