using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace BuyingGroups.Client;

/// <summary>The properties of a channel to the service, however it is created.</summary>
internal static class BuyingGroupsChannel
{
    /// <summary>
    /// Keep-alive pings detect a connection that is dead without having been closed, which a stream that waits for an answer wouldn't
    /// notice otherwise. The connect time-out does the same for an address that swallows packets.
    /// </summary>
    public static SocketsHttpHandler NewHandler(BuyingGroupsClientOptions options) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        SslOptions = NewTls(options),
    };

    public static void Configure(GrpcChannelOptions channel, BuyingGroupsClientOptions options)
    {
        channel.MaxRetryAttempts = options.MaxAttempts;
        channel.ServiceConfig = NewServiceConfig(options);
        if (options.BearerToken is { } token)
        {
            var plain = options.Address!.Scheme == Uri.UriSchemeHttp;
            channel.Credentials = ChannelCredentials.Create(
                plain ? ChannelCredentials.Insecure : ChannelCredentials.SecureSsl,
                CallCredentials.FromInterceptor(async (context, metadata) =>
                    metadata.Add("authorization", $"Bearer {await token(context.CancellationToken).ConfigureAwait(false)}")));
            channel.UnsafeUseInsecureChannelCallCredentials = plain; // The options allow this on loopback only.
        }

        options.ConfigureChannel?.Invoke(channel);
    }

    private static SslClientAuthenticationOptions NewTls(BuyingGroupsClientOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.ClientCertificate is { } certificate)
        {
            tls.ClientCertificates = [certificate];
        }

        if (options.TrustedAuthorities is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // This is also the default of SocketsHttpHandler.
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return tls;
    }

    private static ServiceConfig NewServiceConfig(BuyingGroupsClientOptions options)
    {
        var config = new ServiceConfig();
        if (options.MaxAttempts == 1)
        {
            return config; // gRPC's retry policy requires at least 2 attempts.
        }

        var retryable = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = options.MaxAttempts,
                InitialBackoff = options.InitialBackoff,
                MaxBackoff = options.MaxBackoff,
                BackoffMultiplier = options.BackoffMultiplier,
                // A call that is answered RESOURCE_EXHAUSTED wasn't begun. The server says when to come back and, for a message that is too
                // large, not to.
                RetryableStatusCodes = { StatusCode.Unavailable, StatusCode.ResourceExhausted },
            },
        };
        foreach (var method in RetryableMethods.All)
        {
            retryable.Names.Add(new MethodName { Service = method.Service.FullName, Method = method.Name });
        }

        config.MethodConfigs.Add(retryable);
        config.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = options.RetryTokens, TokenRatio = options.RetryTokenRatio };
        return config;
    }
}
