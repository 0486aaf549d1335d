using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Tests.Hosting;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Callers who are known by their certificate, over TLS.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _tokens = new();
    private readonly List<IDisposable> _made = [];
    private TestCertificates _certificates = null!;
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _certificates = new TestCertificates(_folder.Path);
        _server = await RunningServer.StartAsync(
            _folder.Path,
            [
                .. _certificates.ServerSettings(),
                .. _tokens.Settings(_folder.Path),
                ("Security:ClientCertificateAuthority", _certificates.AuthorityFile),
                ("Security:Certificates:0:Match", MatchOfTheDocumentation()),
                ("Security:Certificates:0:Name", "crm"),
                ("Security:Certificates:0:Scopes", "definitions.read definitions.write"),
                ("Security:Certificates:1:Match", "dns:journey.example.com"),
                ("Security:Certificates:1:Name", "journey"),
                ("Security:Certificates:1:Scopes", "definitions.write"),
                ("Security:Certificates:2:Match", "uri:spiffe://example.com/jobs"),
                ("Security:Certificates:2:Name", "jobs"),
                ("Security:Certificates:2:Scopes", "definitions.write"),
            ]);
    }

    public async Task DisposeAsync()
    {
        _made.ForEach(made => made.Dispose());
        await _server.DisposeAsync();
        _certificates.Dispose();
        _tokens.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_client_is_known_by_subject_or_by_one_of_its_alternative_names()
    {
        Assert.Equal("https", _server.Address.Scheme);
        Assert.Equal("crm", await CreatorOfARoleAsync(With(_certificates.Sign("CN=crm,O=Example"))));
        Assert.Equal("journey", await CreatorOfARoleAsync(With(_certificates.Sign("CN=any", dns: "journey.example.com"))));
        Assert.Equal("jobs", await CreatorOfARoleAsync(With(_certificates.Sign("CN=any", uri: "spiffe://example.com/jobs"))));
    }

    [Fact]
    public async Task A_client_may_do_what_its_scopes_say_and_no_more()
    {
        var crm = With(_certificates.Sign("CN=crm,O=Example"));
        var journey = With(_certificates.Sign("CN=any", dns: "journey.example.com"));

        await ListAsync(crm);
        await Denied.MissingScopeAsync(() => ListAsync(journey), Scopes.DefinitionsRead);
    }

    [Theory]
    [InlineData("CN=crm")]
    [InlineData("CN=crm,O=Other")]
    [InlineData("CN=crm,O=Example,OU=Sales")]
    public async Task A_certificate_of_nobody_is_refused(string subject) =>
        Assert.Contains(
            "CN=crm",
            await Denied.UnauthenticatedAsync(
                () => ListAsync(With(_certificates.Sign(subject, dns: "other.example.com"))), "UNKNOWN_CERTIFICATE"),
            StringComparison.Ordinal);

    [Fact]
    public async Task Who_shows_no_certificate_and_no_token_is_refused()
    {
        var message = await Denied.UnauthenticatedAsync(() => ListAsync(With(certificate: null)), "MISSING_CREDENTIALS");

        Assert.Contains("token", message, StringComparison.Ordinal);
        Assert.Contains("certificate", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_does_not_get_past_the_handshake()
    {
        using var strangers = new TestCertificates(_folder.Path, "CN=Test authority");

        await NoConnectionAsync(strangers.Sign("CN=crm,O=Example"));
    }

    [Fact]
    public async Task An_expired_certificate_does_not_get_past_the_handshake() =>
        await NoConnectionAsync(_certificates.Sign("CN=crm,O=Example", validDays: 0));

    [Fact]
    public async Task A_token_goes_before_the_certificate()
    {
        var crm = _certificates.Sign("CN=crm,O=Example");

        Assert.Equal("tester", await CreatorOfARoleAsync(With(crm, _tokens.Token(Scopes.DefinitionsWrite))));
        await Denied.MissingScopeAsync(() => ListAsync(With(crm, _tokens.Token(Scopes.ScoresRead))), Scopes.DefinitionsRead);
        await Denied.UnauthenticatedAsync(() => ListAsync(With(crm, "garbage")), "INVALID_TOKEN");
    }

    [Theory]
    [InlineData("Bearer {crm}", "Bearer {crm}")]
    [InlineData("Bearer garbage", "Bearer {crm}")]
    [InlineData("Bearer {crm}, Bearer {crm}")]
    [InlineData("Bearer {crm} more")]
    [InlineData("Basic Y3JtOmNybQ==")]
    [InlineData("{crm}")]
    [InlineData("")]
    public async Task What_stands_in_the_place_of_a_token_and_is_none_refuses_the_call_whatever_the_certificate(
        params string[] authorization)
    {
        var crm = With(_certificates.Sign("CN=crm,O=Example"));
        var metadata = new Metadata();
        foreach (var header in authorization)
        {
            metadata.Add("authorization", header.Replace("{crm}", _tokens.Token(Scopes.DefinitionsRead), StringComparison.Ordinal));
        }

        await Denied.UnauthenticatedAsync(async () => await crm.Roles.ListRolesAsync(new(), metadata), "INVALID_TOKEN");
    }

    [Fact]
    public async Task A_server_that_takes_no_tokens_refuses_one_beside_a_certificate()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(
            folder.Path,
            [
                .. _certificates.ServerSettings(),
                ("Security:ClientCertificateAuthority", _certificates.AuthorityFile),
                ("Security:Certificates:0:Match", "subject:CN=crm,O=Example"),
                ("Security:Certificates:0:Name", "crm"),
                ("Security:Certificates:0:Scopes", "definitions.read"),
            ]);
        var crm = With(_certificates.Sign("CN=crm,O=Example"), port: server.Address.Port);
        var both = With(_certificates.Sign("CN=crm,O=Example"), _tokens.Token(Scopes.DefinitionsRead), server.Address.Port);

        await ListAsync(crm);
        Assert.Contains(
            "takes no tokens", await Denied.UnauthenticatedAsync(() => ListAsync(both), "INVALID_TOKEN"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_trusts_no_server_of_another_authority()
    {
        using var strangers = new TestCertificates(_folder.Path, "CN=Other");
        using var client = BuyingGroupsClient.Create(Localhost, options =>
        {
            options.MaxAttempts = 1;
            options.TrustedAuthorities = [strangers.Authority];
        });

        var error = await Assert.ThrowsAsync<RpcException>(() => ListAsync(client));

        Assert.Contains("certificate", error.Status.Detail, StringComparison.OrdinalIgnoreCase);
    }

    private Uri Localhost => new($"https://localhost:{_server.Address.Port}");

    private BuyingGroupsClient With(X509Certificate2? certificate, string? token = null, int? port = null)
    {
        var client = BuyingGroupsClient.Create(port is null ? Localhost : new Uri($"https://localhost:{port}"), options =>
        {
            options.MaxAttempts = 1;
            options.TrustedAuthorities = [_certificates.Authority];
            options.ClientCertificate = certificate;
            options.BearerToken = token is null ? null : _ => ValueTask.FromResult(token);
        });
        _made.Add(client);
        return client;
    }

    // The documentation's own line must let in the certificate that the documentation makes.
    private static string MatchOfTheDocumentation() =>
        Regex.Match(Repository.Read("docs/authentication.md"), "Security__Certificates__0__Match='(subject:[^']*)'").Groups[1].Value;

    private async Task NoConnectionAsync(X509Certificate2 certificate)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ListAsync(With(certificate)));

        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
    }

    private static async Task ListAsync(BuyingGroupsClient client) => await client.Roles.ListRolesAsync(new());

    private static async Task<string> CreatorOfARoleAsync(BuyingGroupsClient client)
    {
        var answer = await client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = $"Role {Guid.NewGuid()}" } });
        return answer.Role.Creator;
    }
}
