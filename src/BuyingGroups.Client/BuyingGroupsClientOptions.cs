using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace BuyingGroups.Client;

/// <summary>How to reach the service, and how long to try.</summary>
public sealed class BuyingGroupsClientOptions
{
    /// <summary>Where the service listens, such as <c>https://groups.example.com</c>. Required, absolute, no default.</summary>
    public Uri? Address { get; set; }

    /// <summary>
    /// How long a unary call that sets no deadline of its own may take, all attempts included. Default 10 s; at least 1 ms and at most
    /// 1 day, or <see cref="Timeout.InfiniteTimeSpan"/> for none.
    /// </summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a call that is answered UNAVAILABLE, or RESOURCE_EXHAUSTED since there are too many at the same time, is tried, the first
    /// time included. Default 5; 1 to 10, 1 meaning no retries. Holds for reads, and for writes that are the same done twice; creating,
    /// duplicating, adding, publishing and activating are tried once.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// The longest wait before the first retry; each wait is drawn at random from zero to this, unless the server says how long, as it does
    /// with RESOURCE_EXHAUSTED. Default 100 ms; 1 ms to 1 minute.
    /// </summary>
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The bound that waits grow to. Default 2 s; from <see cref="InitialBackoff"/> to 1 minute.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>By which factor the wait grows with each retry. Default 2; 1 to 10.</summary>
    public double BackoffMultiplier { get; set; } = 2;

    /// <summary>
    /// How many tokens a channel has against retry storms: a failed attempt takes one, and nothing is retried while half of them or fewer
    /// are left. Default 100; 1 to 1,000.
    /// </summary>
    public int RetryTokens { get; set; } = 100;

    /// <summary>How much of a token a call that succeeds gives back. Default 0.1; 0.001 to 1,000.</summary>
    public double RetryTokenRatio { get; set; } = 0.1;

    /// <summary>
    /// Gives the token that says who calls, without <c>Bearer</c>. Asked on each attempt of a call, so that it has to keep a token until
    /// shortly before it expires. Default none. With an http address only on loopback, since anybody in between could read the token.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; set; }

    /// <summary>
    /// The certificate, with its private key, by which the service knows the caller (mutual TLS). Default none; takes an https address, and
    /// no handler of <see cref="ConfigureChannel"/>'s own.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>
    /// Who signs the service's certificate, if not somebody the system trusts; then nobody else is trusted. Default none; takes an https
    /// address, and no handler of <see cref="ConfigureChannel"/>'s own.
    /// </summary>
    public X509Certificate2Collection? TrustedAuthorities { get; set; }

    /// <summary>
    /// Has the last word on each channel: credentials, TLS, another handler, message sizes. Default none.
    /// </summary>
    public Action<GrpcChannelOptions>? ConfigureChannel { get; set; }
}
