using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BuyingGroups.Server.Settings;
using Microsoft.IdentityModel.Tokens;

namespace BuyingGroups.Server.Security;

/// <summary>
/// Reads the files that the security settings name. A file that is refused is reported by a sentence that says which one and why.
/// </summary>
internal static class SecurityFiles
{
    /// <summary>The server's certificate with its private key, and the certificates that follow it in the file.</summary>
    /// <exception cref="StartException">There is no certificate, or the key doesn't belong to it.</exception>
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
                $"Security:CertificateKeyFile {options.CertificateKeyFile} isn't the unencrypted private key (PEM) of "
                + $"{options.CertificateFile}.", exception);
        }
    }

    /// <summary>The server's certificate without its key, for recognizing the server.</summary>
    public static X509Certificate2 ServerCertificateAlone(SecurityOptions options) =>
        Certificates(Text(options.CertificateFile, "Security:CertificateFile"), options.CertificateFile, "Security:CertificateFile")[0];

    /// <summary>The certificates of the authorities that may issue clients' certificates.</summary>
    public static X509Certificate2Collection ClientCertificateAuthority(SecurityOptions options) =>
        Certificates(
            Text(options.ClientCertificateAuthority, "Security:ClientCertificateAuthority"),
            options.ClientCertificateAuthority,
            "Security:ClientCertificateAuthority");

    /// <summary>
    /// The public keys of those that sign tokens. Symmetric keys, which both sides would have to keep secret, are left out.
    /// </summary>
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
            throw new StartException(
                $"Security:KeySetFile {options.KeySetFile} isn't a JSON Web Key Set: {FirstLine(exception)}", exception);
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
            // The setting isn't repeated in the message: it may be a private key.
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
