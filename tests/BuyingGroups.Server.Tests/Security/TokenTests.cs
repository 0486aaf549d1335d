using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Which tokens are believed, and what is read from them.</summary>
public sealed class TokenTests(SecuredServer server) : IClassFixture<SecuredServer>
{
    [Fact]
    public async Task An_expired_token_is_told_to_be_expired()
    {
        var token = server.Authority.Token(Claims(), expiresIn: TimeSpan.FromMinutes(-2));

        Assert.Contains("expired at 20", await RefusedAsync(token, "TOKEN_EXPIRED"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused() =>
        Assert.Contains(
            "audience", await RefusedAsync(server.Authority.Token(Claims(), audience: "crm"), "INVALID_TOKEN"), StringComparison.Ordinal);

    [Fact]
    public async Task A_token_of_another_issuer_is_refused() =>
        Assert.Contains(
            "issuer", await RefusedAsync(server.Authority.Token(Claims(), issuer: "https://evil.example.com"), "INVALID_TOKEN"),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_token_signed_with_another_key_is_refused()
    {
        using var stranger = new TestAuthority();

        Assert.Contains("key", await RefusedAsync(stranger.Token(Scopes.DefinitionsRead), "INVALID_TOKEN"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_whose_scopes_were_changed_is_refused()
    {
        var parts = server.Authority.Token(Scopes.ScoresRead).Split('.');
        var better = server.Authority.Token(Scopes.DefinitionsRead).Split('.');

        await RefusedAsync($"{parts[0]}.{better[1]}.{parts[2]}", "INVALID_TOKEN");
    }

    [Fact]
    public async Task A_token_that_nobody_signed_is_refused()
    {
        // {"alg":"none","typ":"JWT"}
        var claims = server.Authority.Token(Scopes.DefinitionsRead).Split('.')[1];

        await RefusedAsync($"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.", "INVALID_TOKEN");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    [InlineData("")]
    public async Task What_is_no_token_is_refused(string token) => await RefusedAsync(token, "INVALID_TOKEN");

    [Fact]
    public async Task A_token_that_does_not_say_whose_it_is_is_refused()
    {
        await RefusedAsync(server.Authority.Token(new Dictionary<string, object> { ["scope"] = Scopes.DefinitionsRead }), "INVALID_TOKEN");
        await RefusedAsync(server.Authority.Token(Claims(("client_id", new string('x', 129)))), "INVALID_TOKEN");
        await RefusedAsync(server.Authority.Token(Claims(("client_id", "crm\nadmin"))), "INVALID_TOKEN");
        await RefusedAsync(server.Authority.Token(Claims(("client_id", "journeys/x/nodes/y"))), "INVALID_TOKEN");
    }

    [Theory]
    [InlineData("client", "azp", "sub", "client")]
    [InlineData(null, "azp", "sub", "azp")]
    [InlineData(null, null, "sub", "sub")]
    public async Task The_name_is_client_id_before_azp_before_sub(string? clientId, string? azp, string? sub, string name)
    {
        var claims = new Dictionary<string, object> { ["scope"] = $"openid {Scopes.DefinitionsWrite}" };
        foreach (var (claim, value) in new[] { ("client_id", clientId), ("azp", azp), ("sub", sub) })
        {
            if (value is not null)
            {
                claims[claim] = value;
            }
        }

        Assert.Equal(name, await CreatorOfARoleAsync(server.Authority.Token(claims)));
    }

    [Fact]
    public async Task Scopes_may_come_as_scp_in_words_or_as_a_list()
    {
        foreach (var scp in new object[] { $"openid {Scopes.DefinitionsWrite}", new[] { "openid", Scopes.DefinitionsWrite } })
        {
            Assert.Equal(
                "me", await CreatorOfARoleAsync(server.Authority.Token(new Dictionary<string, object> { ["sub"] = "me", ["scp"] = scp })));
        }
    }

    private async Task<string> RefusedAsync(string token, string reason) =>
        await Denied.UnauthenticatedAsync(() => CallAsync(server.WithToken(token)), reason);

    private async Task<string> CreatorOfARoleAsync(string token)
    {
        var answer = await server.WithToken(token).Roles.CreateRoleAsync(new() { Role = new() { DisplayName = $"Role {Guid.NewGuid()}" } });
        return answer.Role.Creator;
    }

    private static async Task CallAsync(BuyingGroupsClient client) => await client.Roles.ListRolesAsync(new());

    private static Dictionary<string, object> Claims(params (string Name, object Value)[] changes)
    {
        var claims = new Dictionary<string, object> { ["client_id"] = "tester", ["scope"] = Scopes.DefinitionsRead };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return claims;
    }
}
