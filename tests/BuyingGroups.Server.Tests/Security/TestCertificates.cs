using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>A certificate authority of a test, and the certificates that it signs, as files and as objects.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly string _folder;

    public TestCertificates(string folder, string name = "CN=Test authority")
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public X509Certificate2 Authority => X509CertificateLoader.LoadCertificate(_authority.RawData);

    public string AuthorityFile => Write("authority.pem", _authority.ExportCertificatePem());

    /// <summary>A certificate with its key; <paramref name="dns"/> and <paramref name="uri"/> are alternative names.</summary>
    public X509Certificate2 Sign(string subject, string? dns = null, string? uri = null, int validDays = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        if (dns is not null)
        {
            names.AddDnsName(dns);
        }

        if (uri is not null)
        {
            names.AddUri(new Uri(uri));
        }

        if (dns is not null || uri is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        var until = validDays > 0 ? _authority.NotAfter.AddMinutes(-1) : DateTime.Now.AddHours(-1);
        using var signed = request.Create(_authority, _authority.NotBefore.AddMinutes(1), until, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>The settings of a server whose certificate is for <c>localhost</c>.</summary>
    public (string Key, string Value)[] ServerSettings()
    {
        using var certificate = Sign("CN=localhost", dns: "localhost");
        return
        [
            ("Security:CertificateFile", Write("server.pem", certificate.ExportCertificatePem())),
            ("Security:CertificateKeyFile", Write("server-key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())),
        ];
    }

    public void Dispose() => _authority.Dispose();

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
