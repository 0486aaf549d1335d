using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BuyingGroups.Server.Logging;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BuyingGroups.Server.Security;

/// <summary>TLS of the address that the server listens on.</summary>
internal static class ServerTls
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(1);

    /// <summary>Encrypts with the server's certificate, and asks clients for theirs where some authenticate by it.</summary>
    public static void UseTls(this ListenOptions listen, SecurityOptions options)
    {
        var (certificate, chain) = SecurityFiles.ServerCertificate(options);
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ServerCertificateChain = chain;
            if (options.AcceptsCertificates)
            {
                AskForCertificates(https, SecurityFiles.ClientCertificateAuthority(options), listen.ApplicationServices);
            }
        });
    }

    private static void AskForCertificates(HttpsConnectionAdapterOptions https, X509Certificate2Collection trusted, IServiceProvider services)
    {
        // Asked for, not demanded: health checks have none, and callers with a token need none.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.OnAuthenticate = (_, tls) =>
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(trusted);
            tls.CertificateChainPolicy = policy;
        };

        // The verdict is the platform's; this only tells an operator, since the client sees no more than a connection that broke.
        // Not louder than that, and not often: anybody can connect with a certificate of his own making.
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServerTls).FullName!);
        var rarely = new Rarely(LogEvery, services.GetRequiredService<TimeProvider>());
        https.ClientCertificateValidation = (certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            if (rarely.IsDue(out var untold))
            {
                logger.LogInformation(
                    "A client certificate was refused: {Subject}, of {Issuer}: {Why} (and {Untold} more since this was logged last)",
                    certificate.Subject,
                    certificate.Issuer,
                    chain is null ? errors : string.Join(", ", chain.ChainStatus.Select(status => status.Status)),
                    untold);
            }

            return false;
        };
    }
}
