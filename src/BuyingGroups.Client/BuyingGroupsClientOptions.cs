using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace BuyingGroups.Client;

/// <summary>How to reach the service, and how long to try.</summary>
public sealed class BuyingGroupsClientOptions
{
    /// <summary>The address of the service, such as <c>https://groups.example.com</c>. Required, absolute, no default.</summary>
    public Uri? Address { get; set; }

    /// <summary>
    /// How long a unary call without a deadline of its own may take, including all attempts. Default 10 s; at least 1 ms and at most 1 day,
    /// or <see cref="Timeout.InfiniteTimeSpan"/> for none.
    /// </summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a call is attempted, including the first time, that is answered UNAVAILABLE, or RESOURCE_EXHAUSTED because there are too
    /// many calls at a time. Default 5; 1 to 10, where 1 means no retries. Applies to reads, and to writes that have the same effect when
    /// done twice; creating, duplicating, adding, publishing and activating are attempted once.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// The longest wait before the first retry. Each wait is drawn at random from zero to the current maximum, unless the server says how
    /// long to wait, as it does with RESOURCE_EXHAUSTED. Default 100 ms; 1 ms to 1 minute.
    /// </summary>
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The bound to which waits grow. Default 2 s; from <see cref="InitialBackoff"/> to 1 minute.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The factor by which the wait grows with each retry. Default 2; 1 to 10.</summary>
    public double BackoffMultiplier { get; set; } = 2;

    /// <summary>
    /// The number of tokens that a channel has against retry storms: a failed attempt takes one, and nothing is retried while half of them
    /// or fewer are left. Default 100; 1 to 1,000.
    /// </summary>
    public int RetryTokens { get; set; } = 100;

    /// <summary>The part of a token that a successful call gives back. Default 0.1; 0.001 to 1,000.</summary>
    public double RetryTokenRatio { get; set; } = 0.1;

    /// <summary>
    /// Returns the token that identifies the caller, without <c>Bearer</c>. It is called for each attempt of a call, so it should cache a
    /// token until shortly before it expires. Default none. With an http address it is allowed on loopback only, because anybody in between
    /// could read the token.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; set; }

    /// <summary>
    /// The certificate, with its private key, by which the service identifies the caller (mutual TLS). Default none. It requires an https
    /// address, and that <see cref="ConfigureChannel"/> sets no handler of its own.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>
    /// The authorities that sign the service's certificate, if the system doesn't trust them; then no other authority is trusted. Default
    /// none. It requires an https address, and that <see cref="ConfigureChannel"/> sets no handler of its own.
    /// </summary>
    public X509Certificate2Collection? TrustedAuthorities { get; set; }

    /// <summary>
    /// Called last for each channel to override anything: credentials, TLS, another handler, message sizes. Default none.
    /// </summary>
    public Action<GrpcChannelOptions>? ConfigureChannel { get; set; }
}
