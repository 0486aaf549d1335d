using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Limits;

/// <summary>
/// How much callers may use of this server at the same time; section <c>Limits</c> of the configuration. Anything beyond is refused at once
/// with RESOURCE_EXHAUSTED. A caller is the name in its token or certificate; without authentication, everybody at one address is one
/// caller.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>The most single calls of one caller at a time, costly ones not counted. Default 1,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerCaller { get; set; } = 1_000;

    /// <summary>The most single calls of all callers at a time, costly ones not counted. Default 5,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Calls { get; set; } = 5_000;

    /// <summary>
    /// The most costly calls of one caller at a time: those that go through many people, accounts or counters. Default 8, 1 to 1,000. They
    /// share half of the processors, so running more of them at a time finishes none sooner.
    /// </summary>
    [Range(1, 1_000)]
    public int CostlyCallsPerCaller { get; set; } = 8;

    /// <summary>The most costly calls of all callers at a time. Default 64, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int CostlyCalls { get; set; } = 64;

    /// <summary>The most open streams and waits of one caller. Default 1,000, 1 to 1,000,000; an idle watcher takes about 40 kB.</summary>
    [Range(1, 1_000_000)]
    public int StreamsPerCaller { get; set; } = 1_000;

    /// <summary>The most open streams and waits of all callers. Default 10,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Streams { get; set; } = 10_000;

    /// <summary>
    /// The most open watches of the server's health (<c>grpc.health.v1.Health/Watch</c>, which needs no credentials) from one address.
    /// Default 100, 1 to 100,000. The single call <c>Health/Check</c> has no limit.
    /// </summary>
    [Range(1, 100_000)]
    public int HealthWatchesPerAddress { get; set; } = 100;

    /// <summary>The most open watches of the server's health from all addresses. Default 1,000, 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int HealthWatches { get; set; } = 1_000;

    /// <summary>After how many seconds without a message a stream on which the caller sends is ended. Default 600, 1 to 86,400.</summary>
    [Range(1, 86_400)]
    public int IdleStreamSeconds { get; set; } = 600;

    /// <summary>
    /// The most open connections of all clients; further ones are closed when they arrive. Default 10,000, 1 to 1,000,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 10_000;

    /// <summary>
    /// The most open calls and streams of one connection; beyond that, a client waits or opens another connection. Default 100, 1 to
    /// 10,000.
    /// </summary>
    [Range(1, 10_000)]
    public int StreamsPerConnection { get; set; } = 100;

    /// <summary>After how many seconds a connection without calls is closed. Default 130, 1 to 86,400.</summary>
    [Range(1, 86_400)]
    public int IdleConnectionSeconds { get; set; } = 130;
}
