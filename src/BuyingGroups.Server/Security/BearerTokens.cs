using System.Net.Http.Headers;
using System.Security.Claims;
using BuyingGroups.Server.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Security;

/// <summary>Authenticates callers who send a JWT in the <c>authorization</c> metadata, as <c>Bearer …</c>.</summary>
internal static class BearerTokens
{
    /// <summary>The difference that is allowed between the clocks of the authority and of this server.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Only signatures by a private key that the server doesn't have: with a shared secret, whoever can check a token could also make one.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Registers the validation of tokens as the options describe.</summary>
    /// <param name="services">The services to register with.</param>
    /// <param name="options">The security settings.</param>
    /// <param name="developmentKey">The key of development tokens; null if they aren't accepted.</param>
    public static void AddBearerTokens(this IServiceCollection services, SecurityOptions options, DevelopmentKey? developmentKey)
    {
        // Read now, so that a missing file stops the start and not the first call.
        IReadOnlyList<SecurityKey>? keys = options.KeySetFile.Length > 0 ? SecurityFiles.KeySet(options)
            : developmentKey is not null ? [developmentKey.Key]
            : null;
        AuthenticationOf(services).AddJwtBearer(jwt =>
        {
            jwt.MapInboundClaims = false;
            jwt.TokenValidationParameters.ClockSkew = ClockSkew;
            jwt.TokenValidationParameters.ValidAlgorithms = Algorithms;
            jwt.TokenValidationParameters.ValidAudience = developmentKey is null ? options.Audience : DevelopmentKey.Issuer;
            if (keys is null)
            {
                jwt.Authority = options.Authority;
                jwt.RequireHttpsMetadata = new Uri(options.Authority).Scheme == Uri.UriSchemeHttps;
            }
            else
            {
                jwt.TokenValidationParameters.ValidIssuer = developmentKey is null ? options.Issuer : DevelopmentKey.Issuer;
                jwt.TokenValidationParameters.IssuerSigningKeys = keys;
            }
        });
    }

    /// <summary>Whether the call carries anything where a token belongs, of whatever kind.</summary>
    public static bool AreSent(HttpRequest request) => request.Headers.Authorization.Count > 0;

    /// <summary>Whether it is a single token, valid or not.</summary>
    public static bool IsOne(HttpRequest request) =>
        request.Headers.Authorization is [{ } one]
        && AuthenticationHeaderValue.TryParse(one, out var header)
        && header.Scheme.Equals(JwtBearerDefaults.AuthenticationScheme, StringComparison.OrdinalIgnoreCase)
        // Commas and spaces separate several values; a token contains neither (RFC 6750).
        && header.Parameter?.AsSpan().IndexOfAny(',', ' ') is null or < 0;

    /// <summary>The caller that the token names, or why the token is refused.</summary>
    public static async Task<(ClaimsPrincipal? Principal, RpcStatus? Refusal)> AuthenticateAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result.Succeeded)
        {
            return (result.Principal, null);
        }

        return (null, await HasKeysAsync(context) ? RefusalOf(result.Failure) : RpcErrors.AuthorityUnavailable());
    }

    /// <summary>
    /// Whether the authority's keys have been loaded. Until they are, every token looks as if it were signed by a stranger, and its caller
    /// would request a new one in vain. Once they are, the authority may be away.
    /// </summary>
    private static async Task<bool> HasKeysAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()
            .Get(JwtBearerDefaults.AuthenticationScheme);
        if (options.ConfigurationManager is not { } keys)
        {
            return true;
        }

        try
        {
            await keys.GetConfigurationAsync(context.RequestAborted);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// What AddAuthentication() adds, without the keys for cookies that it would write to the user's folder and without the settings that
    /// it would read from other places than the rest of the server does.
    /// </summary>
    private static AuthenticationBuilder AuthenticationOf(IServiceCollection services)
    {
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoOtherConfiguration>();
        return new AuthenticationBuilder(services);
    }

    private static RpcStatus RefusalOf(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException expired =>
            RpcErrors.Unauthenticated($"The token expired at {expired.Expires:yyyy-MM-dd'T'HH:mm:ss'Z'}.", "TOKEN_EXPIRED"),
        SecurityTokenNotYetValidException early =>
            RpcErrors.Unauthenticated($"The token isn't valid before {early.NotBefore:yyyy-MM-dd'T'HH:mm:ss'Z'}.", "INVALID_TOKEN"),
        SecurityTokenNoExpirationException =>
            RpcErrors.Unauthenticated("The token never expires; one that does is needed.", "INVALID_TOKEN"),
        SecurityTokenInvalidAudienceException => RpcErrors.Unauthenticated("The token is for another audience.", "INVALID_TOKEN"),
        SecurityTokenInvalidIssuerException => RpcErrors.Unauthenticated("The token is of another issuer.", "INVALID_TOKEN"),
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
            RpcErrors.Unauthenticated("No key that this server trusts has signed the token.", "INVALID_TOKEN"),
        _ => RpcErrors.Unauthenticated("The token isn't one that this server can read.", "INVALID_TOKEN"),
    };

    private sealed class NoOtherConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
