using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace BuyingGroups.Client;

/// <summary>What a channel to the service is like, however it is made.</summary>
internal static class BuyingGroupsChannel
{
    /// <summary>
    /// Pings notice a connection that is dead without having been closed, which a stream that waits for an answer otherwise wouldn't;
    /// the connect timeout does the same for an address that swallows packets.
    /// </summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    };

    public static void Configure(GrpcChannelOptions channel, BuyingGroupsClientOptions options)
    {
        channel.MaxRetryAttempts = options.MaxAttempts;
        channel.ServiceConfig = NewServiceConfig(options);
        options.ConfigureChannel?.Invoke(channel);
    }

    private static ServiceConfig NewServiceConfig(BuyingGroupsClientOptions options)
    {
        var config = new ServiceConfig();
        if (options.MaxAttempts == 1)
        {
            return config; // gRPC's retry policy knows no fewer than 2 attempts.
        }

        var retryable = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = options.MaxAttempts,
                InitialBackoff = options.InitialBackoff,
                MaxBackoff = options.MaxBackoff,
                BackoffMultiplier = options.BackoffMultiplier,
                RetryableStatusCodes = { StatusCode.Unavailable },
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
