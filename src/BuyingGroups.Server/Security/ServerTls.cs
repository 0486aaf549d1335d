using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BuyingGroups.Server.Logging;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BuyingGroups.Server.Security;

/// <summary>TLS on the address on which the server listens.</summary>
internal static class ServerTls
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Encrypts with the server's certificate, and asks clients for their certificates if some clients authenticate by one.
    /// </summary>
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

    private static void AskForCertificates(
        HttpsConnectionAdapterOptions https, X509Certificate2Collection trusted, IServiceProvider services)
    {
        // Clients are asked for a certificate but need none: health checks have none, and callers with a token don't need one.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.OnAuthenticate = (_, tls) =>
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(trusted);
            tls.CertificateChainPolicy = policy;
        };

        // The platform decides. This only tells an operator, because the client sees nothing but a broken connection. It is logged at a low
        // level and rarely: anybody can connect with a self-made certificate.
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
