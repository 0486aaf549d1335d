using System.Net;
using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Tests.Hosting;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Tokens of an OpenID Connect authority, whose keys and issuer the server asks for.</summary>
public sealed class OpenIdAuthorityTests
{
    [Fact]
    public async Task The_tokens_of_the_authority_are_believed_once_it_can_be_reached()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var web = builder.Build();
        var away = true;
        var issuer = "";
        web.MapGet("/.well-known/openid-configuration", () => away
            ? Results.StatusCode(503)
            : Results.Json(new { issuer, jwks_uri = $"{issuer}/keys" }));
        web.MapGet("/keys", () => Results.Text(authority.KeySet, "application/json"));
        await web.StartAsync();
        issuer = web.Urls.Single();
        await using var server = await RunningServer.StartAsync(
            folder.Path, ("Security:Authority", issuer), ("Security:Audience", TestAuthority.Audience));
        var claims = new Dictionary<string, object> { ["azp"] = "crm", ["scope"] = Scopes.DefinitionsRead };

        var unreachable = await Assert.ThrowsAsync<RpcException>(() => CallAsync(server, authority.Token(claims, issuer)));
        away = false;
        await Eventually.AnswersAsync(async () =>
        {
            await CallAsync(server, authority.Token(claims, issuer));
            return true;
        });
        await Denied.UnauthenticatedAsync(() => CallAsync(server, stranger.Token(claims, issuer)), "INVALID_TOKEN");
        await Denied.UnauthenticatedAsync(() => CallAsync(server, authority.Token(claims)), "INVALID_TOKEN");

        Assert.Equal(
            (StatusCode.Unavailable, "AUTHORITY_UNAVAILABLE"),
            (unreachable.StatusCode, unreachable.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }

    private static async Task CallAsync(RunningServer server, string token)
    {
        using var client = BuyingGroupsClient.Create(server.Address, options =>
        {
            options.MaxAttempts = 1;
            options.BearerToken = _ => ValueTask.FromResult(token);
        });
        await client.Roles.ListRolesAsync(new());
    }
}
