using BuyingGroups.Server.Settings;

namespace BuyingGroups.Server.Security;

/// <summary>Who may call, and how calls are encrypted; section <c>Security</c> of the configuration.</summary>
public sealed class SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// The OpenID Connect authority whose tokens are accepted, such as <c>https://login.example.com/realms/acme</c>; its keys and issuer
    /// are read from there. An https address, or http on this machine. Default empty; not together with <see cref="KeySetFile"/>.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>
    /// A file with the public keys (JWKS) of the signers whose tokens are accepted, for installations without a reachable authority.
    /// Default empty; read on start.
    /// </summary>
    public string KeySetFile { get; set; } = "";

    /// <summary>The issuer that tokens have to name. Default empty; required with <see cref="KeySetFile"/>, and only used there.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>
    /// The audience that tokens have to name. Default empty; required with <see cref="Authority"/> and <see cref="KeySetFile"/>.
    /// </summary>
    public string Audience { get; set; } = "";

    /// <summary>
    /// Whether tokens of the command <c>token</c> are accepted, which are signed by a key in the data folder, to try scopes on one machine.
    /// Default false; not together with <see cref="Authority"/> or <see cref="KeySetFile"/>.
    /// </summary>
    public bool DevelopmentTokens { get; set; }

    /// <summary>
    /// The server's certificate (PEM), followed by the intermediate certificates up to its root, if any. Default empty, which means no TLS.
    /// Read on start.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The private key of <see cref="CertificateFile"/> (PEM, not encrypted). Default empty; required with it.</summary>
    public string CertificateKeyFile { get; set; } = "";

    /// <summary>
    /// The certificates (PEM) of the authorities that may issue clients' certificates; no other is trusted for that, not even the system's
    /// roots. Revocation isn't checked: remove a client from <see cref="Certificates"/> instead. Default empty; required with them.
    /// </summary>
    public string ClientCertificateAuthority { get; set; } = "";

    /// <summary>The clients that authenticate by certificate (mutual TLS). Default none.</summary>
    public IList<ClientCertificateOptions> Certificates { get; } = [];

    /// <summary>Whether calls are encrypted.</summary>
    internal bool HasTls => CertificateFile.Length > 0;

    /// <summary>Whether callers can authenticate by a token.</summary>
    internal bool AcceptsTokens => Authority.Length > 0 || KeySetFile.Length > 0 || DevelopmentTokens;

    /// <summary>Whether callers can authenticate by a certificate.</summary>
    internal bool AcceptsCertificates => Certificates.Count > 0;

    /// <summary>Whether callers have to authenticate.</summary>
    internal bool Authenticates => AcceptsTokens || AcceptsCertificates;

    /// <summary>Reads the settings from <paramref name="configuration"/>.</summary>
    /// <exception cref="StartException">A setting is wrong or conflicts with another; the message says which, and why.</exception>
    internal static SecurityOptions From(IConfiguration configuration)
    {
        var options = SettingsReader.Bind<SecurityOptions>(configuration, Section);
        return options.FirstProblem() is { } problem ? throw new StartException(problem) : options;
    }

    private string? FirstProblem() =>
        ProblemOfTokens() ?? ProblemOfTls() ?? Certificates.Select(ProblemOf).FirstOrDefault(problem => problem is not null);

    private string? ProblemOfTokens() => this switch
    {
        { Authority.Length: > 0, KeySetFile.Length: > 0 } =>
            "Security:Authority and Security:KeySetFile are both set, but tokens are of one or the other: leave one out.",
        { DevelopmentTokens: true } and ({ Authority.Length: > 0 } or { KeySetFile.Length: > 0 }) =>
            "Security:DevelopmentTokens (--development-tokens) doesn't go with Security:Authority or Security:KeySetFile: "
            + "who has real tokens doesn't need those of a key that lies in the data folder.",
        { Authority.Length: > 0 } when !IsAuthority(Authority) =>
            $"Security:Authority is '{Authority}', which isn't an https address such as https://login.example.com (http only on this "
            + "machine).",
        { Audience.Length: 0 } and ({ Authority.Length: > 0 } or { KeySetFile.Length: > 0 }) =>
            "Security:Audience isn't set, so that a token meant for any other service would do: set it to what your authority writes as "
            + "'aud'.",
        { KeySetFile.Length: > 0, Issuer.Length: 0 } =>
            "Security:Issuer isn't set: with Security:KeySetFile it has to be what your tokens have as 'iss'.",
        { KeySetFile.Length: 0, Issuer.Length: > 0 } =>
            "Security:Issuer is set without Security:KeySetFile. An authority tells its issuer itself, so leave it out.",
        { Audience.Length: > 0, Authority.Length: 0, KeySetFile.Length: 0 } =>
            "Security:Audience is set, but neither Security:Authority nor Security:KeySetFile, so that no token could be checked.",
        _ => null,
    };

    private string? ProblemOfTls() => this switch
    {
        { CertificateFile.Length: > 0, CertificateKeyFile.Length: 0 } =>
            "Security:CertificateFile is set without Security:CertificateKeyFile, the private key of it.",
        { CertificateFile.Length: 0, CertificateKeyFile.Length: > 0 } =>
            "Security:CertificateKeyFile is set without Security:CertificateFile, the certificate of it.",
        { Certificates.Count: > 0, CertificateFile.Length: 0 } =>
            "Security:Certificates is set, but clients send certificates only over TLS: set Security:CertificateFile and "
            + "Security:CertificateKeyFile too.",
        { Certificates.Count: > 0, ClientCertificateAuthority.Length: 0 } =>
            "Security:Certificates is set without Security:ClientCertificateAuthority, the file with who signs clients' certificates.",
        { Certificates.Count: 0, ClientCertificateAuthority.Length: > 0 } =>
            "Security:ClientCertificateAuthority is set, but no client in Security:Certificates (Match, Name and Scopes of each).",
        _ => null,
    };

    private string? ProblemOf(ClientCertificateOptions client, int index)
    {
        var setting = $"Security:Certificates:{index}";
        return client switch
        {
            _ when CertificateMatch.Parse(client.Match) is null =>
                $"{setting}:Match is '{client.Match}', which isn't subject:CN=…, dns:… or uri:….",
            _ when CertificateMatch.Parse(client.Match) is { } match
                && Certificates.Take(index).Any(earlier => CertificateMatch.Parse(earlier.Match)!.IsSame(match)) =>
                $"{setting}:Match is '{client.Match}', which an earlier one matches already.",
            { Name: var name } when !CallerClaims.IsName(name) => $"{setting}:Name is '{name}', but has to be {CallerClaims.NameRule}.",
            { ScopeList: [] } => $"{setting}:Scopes is empty, so that '{client.Name}' could do nothing. {KnownScopes}",
            _ when Security.Scopes.FirstUnknown(client.ScopeList) is { } unknown =>
                $"{setting}:Scopes has '{unknown}', which is no scope. {KnownScopes}",
            _ => null,
        };
    }

    /// <summary>A sentence that lists the scopes.</summary>
    internal static string KnownScopes => $"The scopes are {string.Join(", ", Security.Scopes.All)}.";

    private static bool IsAuthority(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
