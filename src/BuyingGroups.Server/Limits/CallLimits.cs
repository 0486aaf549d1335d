using System.Threading.RateLimiting;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Security;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BuyingGroups.Server.Limits;

/// <summary>
/// Refuses calls beyond the limits before anything of them is read, so that one caller can't take the server away from the others. A call
/// counts from its start to its end.
/// </summary>
internal static class CallLimits
{
    // The caller of methods that need no credentials, such as health.
    private const string Unknown = "?";

    public static void AddCallLimits(this IServiceCollection services, LimitOptions options)
    {
        services.AddSingleton(options);
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, (LimitClass, string)>(context =>
                    PartitionOf((ClassOf(context), CallerOf(context)), PermitsPerCaller(options, ClassOf(context)))),
                PartitionedRateLimiter.Create<HttpContext, LimitClass>(context =>
                    PartitionOf(ClassOf(context), PermitsInAll(options, ClassOf(context)))));
            limiter.OnRejected = (rejected, _) =>
            {
                var refused = ClassOf(rejected.HttpContext);
                rejected.HttpContext.Response.Answer(RpcErrors.TooMany(
                    WordsOf(refused), ReasonOf(refused), PermitsPerCaller(options, refused)!.Value, PermitsInAll(options, refused)!.Value));
                return ValueTask.CompletedTask;
            };
        });
    }

    /// <summary>Bounds what a connection may use before any method is named.</summary>
    public static void Bound(this KestrelServerOptions kestrel, LimitOptions options)
    {
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.Connections;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.IdleConnectionSeconds);
        // Room for a token, which may have several kB for a user of many groups, and a few words of metadata.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.Http2.MaxRequestHeaderFieldSize = 16 * 1024;
        limits.Http2.MaxStreamsPerConnection = options.StreamsPerConnection;
        // Detects a peer that has vanished without closing the connection, also while it has streams open.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        // Cuts off a single request that trickles in. gRPC lifts this from streams; their idle time is bounded instead.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    private static RateLimitPartition<TKey> PartitionOf<TKey>(TKey key, int? permits) => permits is { } most
        // No call waits in a queue, where it would hold a place while its deadline passes. The caller is told when to try again.
        ? RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 })
        : RateLimitPartition.GetNoLimiter(key);

    private static LimitClass ClassOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is { } method
            ? MethodLimits.Of(method.FullName)
            : LimitClass.Unlimited;

    // Without authentication everybody would be `local`, and one program could use up the limit of all others.
    private static string CallerOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } && !ReferenceEquals(context.User, CallerClaims.Local)
            ? CallerClaims.NameOf(context.User) ?? Unknown
            : context.Connection.RemoteIpAddress?.ToString() ?? Unknown;

    private static int? PermitsPerCaller(LimitOptions options, LimitClass limit) => limit switch
    {
        LimitClass.Call => options.CallsPerCaller,
        LimitClass.Costly => options.CostlyCallsPerCaller,
        LimitClass.Stream => options.StreamsPerCaller,
        LimitClass.HealthWatch => options.HealthWatchesPerAddress,
        _ => null,
    };

    private static int? PermitsInAll(LimitOptions options, LimitClass limit) => limit switch
    {
        LimitClass.Call => options.Calls,
        LimitClass.Costly => options.CostlyCalls,
        LimitClass.Stream => options.Streams,
        LimitClass.HealthWatch => options.HealthWatches,
        _ => null,
    };

    private static string ReasonOf(LimitClass limit) => limit switch
    {
        LimitClass.Call => "TOO_MANY_CALLS",
        LimitClass.Costly => "TOO_MANY_COSTLY_CALLS",
        LimitClass.Stream => "TOO_MANY_STREAMS",
        _ => "TOO_MANY_HEALTH_WATCHES",
    };

    private static string WordsOf(LimitClass limit) => limit switch
    {
        LimitClass.Call => "calls",
        LimitClass.Costly => "calls of costly methods",
        LimitClass.Stream => "streams and waits",
        _ => "watches of health",
    };
}
