using System.Net;
using BuyingGroups.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BuyingGroups.Server.Security;

/// <summary>Who may access this server: the security settings, checked against the address on which it listens.</summary>
internal sealed class Access
{
    private readonly bool _onLoopback;

    private Access(SecurityOptions options, DevelopmentKey? developmentKey, bool onLoopback)
    {
        Options = options;
        DevelopmentKey = developmentKey;
        _onLoopback = onLoopback;
    }

    public SecurityOptions Options { get; }

    /// <summary>The key of development tokens; null if they aren't accepted.</summary>
    public DevelopmentKey? DevelopmentKey { get; }

    /// <summary>Who may call, one line for each kind of credentials.</summary>
    public IReadOnlyList<string> Lines => Options.Authenticates
        ? [.. new[] { TokenLine, CertificateLine }.OfType<string>()]
        : [
            "Callers: not authenticated; everybody "
            + $"{(_onLoopback ? "on this machine" : "who reaches this address")} is `local` with all scopes",
        ];

    private string? TokenLine => Options switch
    {
        { DevelopmentTokens: true } => $"Callers: development tokens (command `token`), signed by {DevelopmentKey!.File}",
        { Authority.Length: > 0 } => $"Callers: tokens of {Options.Authority} for {Options.Audience}",
        { KeySetFile.Length: > 0 } =>
            $"Callers: tokens of {Options.Issuer} for {Options.Audience}, signed by a key of {Path.GetFullPath(Options.KeySetFile)}",
        _ => null,
    };

    private string? CertificateLine => Options.AcceptsCertificates
        ? $"Callers: certificates of {string.Join(", ", Options.Certificates.Select(client => client.Name))}"
        : null;

    /// <summary>Reads and checks the security settings.</summary>
    /// <exception cref="StartException">
    /// A setting is wrong, or the server could be reached from other machines without being secured for that.
    /// </exception>
    public static Access From(IConfiguration configuration, ServerOptions server)
    {
        var options = SecurityOptions.From(configuration);
        var onLoopback = IPAddress.IsLoopback(server.EndPoint().Address);
        if (!onLoopback && !server.Insecure && WhatIsMissing(options) is { } missing)
        {
            throw new StartException(
                $"Server:Listen is {server.Listen}, which others can reach, but {missing}. "
                + "Or listen on 127.0.0.1, or say --insecure if something in front of the server does what is missing.");
        }

        return new Access(options, options.DevelopmentTokens ? DevelopmentKey.Of(server.DataFolder) : null, onLoopback);
    }

    /// <summary>Uses TLS on the address if the settings have a certificate.</summary>
    public void Encrypt(ListenOptions listen)
    {
        if (Options.HasTls)
        {
            listen.UseTls(Options);
        }
    }

    private static string? WhatIsMissing(SecurityOptions options)
    {
        const string SetCertificate = "Security:CertificateFile and Security:CertificateKeyFile";
        const string SetCallers = "Security:Authority, Security:KeySetFile or Security:Certificates";
        return options switch
        {
            { DevelopmentTokens: true } => $"development tokens are for trying on one machine: instead of them set {SetCallers}",
            { HasTls: false, Authenticates: false } =>
                $"nothing encrypts calls or authenticates callers: set {SetCertificate}, and {SetCallers}",
            { HasTls: false } => $"nothing encrypts calls: set {SetCertificate}",
            { Authenticates: false } => $"nothing authenticates callers: set {SetCallers}",
            _ => null,
        };
    }
}

/// <summary>Registers the services that identify callers.</summary>
internal static class AccessRegistration
{
    public static void AddAccess(this IServiceCollection services, Access access)
    {
        services.AddSingleton(access.Options);
        services.AddSingleton<ClientCertificates>();
        services.AddHttpContextAccessor();
        services.AddScoped(provider => new Caller(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.User));
        if (access.Options.AcceptsTokens)
        {
            services.AddBearerTokens(access.Options, access.DevelopmentKey);
        }
    }
}
