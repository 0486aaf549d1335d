using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Limits;

/// <summary>
/// How much callers may ask of this server at the same time; section <c>Limits</c> of the configuration. What is more is refused at once
/// with RESOURCE_EXHAUSTED. A caller is who its token or certificate names; where nobody is authenticated, everybody at one address.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Single calls of one caller that are under way, the costly ones aside. Default 1,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerCaller { get; set; } = 1_000;

    /// <summary>The same of all callers. Default 5,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Calls { get; set; } = 5_000;

    /// <summary>
    /// Costly calls of one caller that are under way: those that go through many people, accounts or counters. Default 8, 1 to 1,000. They
    /// share half of the processors, so that more of them at a time end no sooner.
    /// </summary>
    [Range(1, 1_000)]
    public int CostlyCallsPerCaller { get; set; } = 8;

    /// <summary>The same of all callers. Default 64, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int CostlyCalls { get; set; } = 64;

    /// <summary>Streams and waits of one caller that are open. Default 1,000, 1 to 1,000,000; an idle watcher takes about 40 kB.</summary>
    [Range(1, 1_000_000)]
    public int StreamsPerCaller { get; set; } = 1_000;

    /// <summary>The same of all callers. Default 10,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Streams { get; set; } = 10_000;

    /// <summary>
    /// Watches of the server's health (<c>grpc.health.v1.Health/Watch</c>, which needs no credentials) from one address that are open.
    /// Default 100, 1 to 100,000. Asking once, <c>Health/Check</c>, has no limit.
    /// </summary>
    [Range(1, 100_000)]
    public int HealthWatchesPerAddress { get; set; } = 100;

    /// <summary>The same from all addresses. Default 1,000, 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int HealthWatches { get; set; } = 1_000;

    /// <summary>After how many seconds without a message a stream that callers send on ends. Default 600, 1 to 86,400.</summary>
    [Range(1, 86_400)]
    public int IdleStreamSeconds { get; set; } = 600;

    /// <summary>Connections that are open, of whomever; further ones are closed as they come. Default 10,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 10_000;

    /// <summary>
    /// Calls and streams that one connection may have open; a client waits with more, or opens another connection. Default 100, 1 to
    /// 10,000.
    /// </summary>
    [Range(1, 10_000)]
    public int StreamsPerConnection { get; set; } = 100;

    /// <summary>After how many seconds a connection without calls is closed. Default 130, 1 to 86,400.</summary>
    [Range(1, 86_400)]
    public int IdleConnectionSeconds { get; set; } = 130;
}
