using System.Threading.RateLimiting;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Security;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BuyingGroups.Server.Limits;

/// <summary>
/// Refuses what callers ask for beyond the limits, before anything of it is read, so that one caller can't take from the others what the
/// server has. A call counts from its start to its end.
/// </summary>
internal static class CallLimits
{
    // Where nobody calls by name, such as for health.
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

    /// <summary>Bounds what connections may take before any method is named.</summary>
    public static void Bound(this KestrelServerOptions kestrel, LimitOptions options)
    {
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.Connections;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.IdleConnectionSeconds);
        // A token, which of people in many groups has some kB, and a few words of metadata.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.Http2.MaxRequestHeaderFieldSize = 16 * 1024;
        limits.Http2.MaxStreamsPerConnection = options.StreamsPerConnection;
        // A peer that is gone without a word is noticed, also while it has streams open.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        // A single request that trickles in is cut off; gRPC lifts this from streams, whose idle time is bounded instead.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    private static RateLimitPartition<TKey> PartitionOf<TKey>(TKey key, int? permits) => permits is { } most
        // None waits in a queue: the caller would hold a place there, and its deadline would go by. It is told when to try again.
        ? RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 })
        : RateLimitPartition.GetNoLimiter(key);

    private static LimitClass ClassOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is { } method
            ? MethodLimits.Of(method.FullName)
            : LimitClass.Unlimited;

    // Where nobody is authenticated all would be `local`, and one program the end of the others.
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
