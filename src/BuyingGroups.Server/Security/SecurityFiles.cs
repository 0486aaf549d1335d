using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BuyingGroups.Server.Settings;
using Microsoft.IdentityModel.Tokens;

namespace BuyingGroups.Server.Security;

/// <summary>The files that the security settings name, read, or refused with a sentence that says which and why.</summary>
internal static class SecurityFiles
{
    /// <summary>The server's certificate with its private key, and what the file has after it.</summary>
    /// <exception cref="StartException">There is none, or the key isn't its own.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ServerCertificate(SecurityOptions options)
    {
        var pem = Text(options.CertificateFile, "Security:CertificateFile");
        var key = Text(options.CertificateKeyFile, "Security:CertificateKeyFile");
        var chain = Certificates(pem, options.CertificateFile, "Security:CertificateFile");
        try
        {
            return (X509Certificate2.CreateFromPem(pem, key), chain);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new StartException(
                $"Security:CertificateKeyFile {options.CertificateKeyFile} isn't the unencrypted private key (PEM) of {options.CertificateFile}.", exception);
        }
    }

    /// <summary>The server's certificate without its key, to know it again.</summary>
    public static X509Certificate2 ServerCertificateAlone(SecurityOptions options) =>
        Certificates(Text(options.CertificateFile, "Security:CertificateFile"), options.CertificateFile, "Security:CertificateFile")[0];

    /// <summary>Who signs clients' certificates.</summary>
    public static X509Certificate2Collection ClientCertificateAuthority(SecurityOptions options) =>
        Certificates(
            Text(options.ClientCertificateAuthority, "Security:ClientCertificateAuthority"),
            options.ClientCertificateAuthority,
            "Security:ClientCertificateAuthority");

    /// <summary>The public keys that sign tokens. Keys that both sides would have to keep secret aren't among them.</summary>
    public static IReadOnlyList<SecurityKey> KeySet(SecurityOptions options)
    {
        var json = Text(options.KeySetFile, "Security:KeySetFile");
        try
        {
            var keys = JsonWebKeySet.Create(json).GetSigningKeys().Where(key => key is AsymmetricSecurityKey).ToList();
            return keys.Count > 0
                ? keys
                : throw new StartException($"Security:KeySetFile {options.KeySetFile} has no public key (RSA or EC) for signatures.");
        }
        catch (ArgumentException exception)
        {
            throw new StartException($"Security:KeySetFile {options.KeySetFile} isn't a JSON Web Key Set: {FirstLine(exception)}", exception);
        }
    }

    private static X509Certificate2Collection Certificates(string pem, string file, string setting)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new StartException($"{setting} {file} has what isn't a certificate: {exception.Message}", exception);
        }

        return certificates.Count > 0 ? certificates : throw new StartException($"{setting} {file} has no certificate (PEM).");
    }

    private static string Text(string file, string setting)
    {
        if (file.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            // Not repeated: it may be a private key.
            throw new StartException($"{setting} has what belongs into a file; it has to be the file's path.");
        }

        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{setting} can't be read: {exception.Message}", exception);
        }
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
