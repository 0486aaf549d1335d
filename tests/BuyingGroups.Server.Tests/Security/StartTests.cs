using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Server.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>What the security settings must be for a server to start, and what it says of them when it does.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestCertificates _certificates;

    public StartTests() => _certificates = new TestCertificates(_folder.Path);

    public void Dispose()
    {
        _certificates.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(
        "Security:Authority and Security:KeySetFile", "Authority=https://a.example.com", "KeySetFile=keys.json", "Issuer=i", "Audience=a")]
    [InlineData("--development-tokens", "Authority=https://a.example.com", "Audience=a", "DevelopmentTokens=true")]
    [InlineData("isn't an https address", "Authority=http://a.example.com", "Audience=a")]
    [InlineData("isn't an https address", "Authority=login", "Audience=a")]
    [InlineData("Security:Audience isn't set", "Authority=https://a.example.com")]
    [InlineData("Security:Issuer isn't set", "KeySetFile=keys.json", "Audience=a")]
    [InlineData("Security:Issuer is set without", "Authority=https://a.example.com", "Audience=a", "Issuer=i")]
    [InlineData("Security:Audience is set, but neither", "Audience=a")]
    [InlineData("Security:KeySetFile can't be read", "KeySetFile=/no/such/keys.json", "Issuer=i", "Audience=a")]
    [InlineData("isn't a JSON Web Key Set", "KeySetFile={garbage}", "Issuer=i", "Audience=a")]
    [InlineData("has no public key", "KeySetFile={symmetric}", "Issuer=i", "Audience=a")]
    [InlineData("without Security:CertificateKeyFile", "CertificateFile=server.pem")]
    [InlineData("without Security:CertificateFile", "CertificateKeyFile=key.pem")]
    [InlineData("Security:CertificateFile can't be read", "CertificateFile=/no/such.pem", "CertificateKeyFile=/no/such-key.pem")]
    [InlineData("has no certificate", "CertificateFile={garbage}", "CertificateKeyFile={garbage}")]
    [InlineData("isn't the unencrypted private key", "CertificateFile={authority}", "CertificateKeyFile={key}")]
    [InlineData("only over TLS", "Certificates:0:Match=dns:a", "Certificates:0:Name=a", "Certificates:0:Scopes=scores.read")]
    [InlineData(
        "without Security:ClientCertificateAuthority", "{tls}", "Certificates:0:Match=dns:a", "Certificates:0:Name=a",
        "Certificates:0:Scopes=scores.read")]
    [InlineData("no client in Security:Certificates", "{tls}", "ClientCertificateAuthority={authority}")]
    [InlineData(
        "Security:Certificates:0:Match is 'a'", "{mtls}", "Certificates:0:Match=a", "Certificates:0:Name=a",
        "Certificates:0:Scopes=scores.read")]
    [InlineData(
        "Security:Certificates:0:Match is 'subject:?'", "{mtls}", "Certificates:0:Match=subject:?", "Certificates:0:Name=a",
        "Certificates:0:Scopes=scores.read")]
    [InlineData("Security:Certificates:0:Name is ''", "{mtls}", "Certificates:0:Match=dns:a", "Certificates:0:Scopes=scores.read")]
    [InlineData("Security:Certificates:0:Scopes is empty", "{mtls}", "Certificates:0:Match=dns:a", "Certificates:0:Name=a")]
    [InlineData(
        "'scores.reed', which is no scope", "{mtls}", "Certificates:0:Match=dns:a", "Certificates:0:Name=a",
        "Certificates:0:Scopes=scores.reed")]
    [InlineData("Security:KeySet isn't a setting", "KeySet=keys.json")]
    [InlineData(
        "Security:Certificates:0:Scope isn't a setting", "{mtls}", "Certificates:0:Match=dns:a", "Certificates:0:Name=a",
        "Certificates:0:Scope=scores.read")]
    [InlineData(
        "which an earlier one matches already", "{mtls}", "Certificates:0:Match=subject:CN=a,O=b", "Certificates:0:Name=a",
        "Certificates:0:Scopes=scores.read", "Certificates:1:Match=subject:CN=a, O=b", "Certificates:1:Name=b",
        "Certificates:1:Scopes=scores.read")]
    [InlineData(
        "Security:Certificates:0:Name is 'jobs/7'", "{mtls}", "Certificates:0:Match=dns:a", "Certificates:0:Name=jobs/7",
        "Certificates:0:Scopes=scores.read")]
    [InlineData("has to be the file's path", "CertificateFile={authority}", "CertificateKeyFile=-----BEGIN PRIVATE KEY-----secret")]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence(string says, params string[] settings)
    {
        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync("127.0.0.1:0", AllOf(settings)));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task Two_clients_cannot_have_the_same_certificate()
    {
        var twice = AllOf(
            "{mtls}",
            "Certificates:0:Match=dns:a", "Certificates:0:Name=a", "Certificates:0:Scopes=scores.read",
            "Certificates:1:Match=dns:a", "Certificates:1:Name=b", "Certificates:1:Scopes=groups.read");

        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync("127.0.0.1:0", twice));

        Assert.Contains("Security:Certificates:1:Match", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing encrypts calls or authenticates callers")]
    [InlineData("nothing encrypts calls:", "{tokens}")]
    [InlineData("nothing authenticates callers:", "{tls}")]
    [InlineData("development tokens are for trying", "{tls}", "DevelopmentTokens=true")]
    public async Task Beyond_loopback_what_is_missing_has_to_be_set_or_said_to_be_elsewhere(string says, params string[] settings)
    {
        var all = AllOf(settings);

        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync("0.0.0.0:0", all));
        await using var told = await StartAsync("0.0.0.0:0", [.. all, ("Server:Insecure", "true")]);

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--insecure", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_TLS_and_authentication_it_starts_beyond_loopback_without_reflection()
    {
        await using var host = await StartAsync("0.0.0.0:0", AllOf("{tls}", "{tokens}"));

        Assert.StartsWith("Listening on https://", host.StartLines[0], StringComparison.Ordinal);
        Assert.Contains("with TLS", host.StartLines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            $"Callers: tokens of {TestAuthority.Issuer} for {TestAuthority.Audience}", host.StartLines[1], StringComparison.Ordinal);
        Assert.False(Reflects(host));
    }

    [Theory]
    [InlineData("127.0.0.1:0", null, true)]
    [InlineData("127.0.0.1:0", "false", false)]
    [InlineData("0.0.0.0:0", null, false)]
    [InlineData("0.0.0.0:0", "true", true)]
    public async Task Reflection_is_on_for_loopback_or_as_the_setting_says(string listen, string? setting, bool on)
    {
        (string, string)[] settings = setting is null ? [] : [("Server:Reflection", setting)];
        await using var host = await StartAsync(listen, [("Server:Insecure", "true"), .. settings]);

        Assert.Equal(on, Reflects(host));
    }

    [Fact]
    public async Task Without_authentication_the_start_lines_say_that_everybody_may_do_everything()
    {
        await using var host = await StartAsync("127.0.0.1:0", []);

        Assert.Contains("without TLS", host.StartLines[0], StringComparison.Ordinal);
        Assert.Equal("Callers: not authenticated; everybody on this machine is `local` with all scopes", host.StartLines[1]);
    }

    [Fact]
    public async Task The_start_lines_name_each_kind_of_credentials()
    {
        await using var host = await StartAsync(
            "127.0.0.1:0",
            AllOf("{mtls}", "{tokens}", "Certificates:0:Match=dns:a", "Certificates:0:Name=crm", "Certificates:0:Scopes=scores.read"));

        Assert.Equal(2, host.StartLines.Count(line => line.StartsWith("Callers: ", StringComparison.Ordinal)));
        Assert.Contains("Callers: certificates of crm", host.StartLines);
    }

    private static bool Reflects(ServerHost host) =>
        host.Services.GetService(typeof(global::Grpc.Reflection.ReflectionServiceImpl)) is not null;

    private Task<ServerHost> StartAsync(string listen, IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Server:Listen"] = listen,
                ["Server:DataFolder"] = Path.Combine(_folder.Path, "data"),
            })
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();
        return ServerHost.StartAsync(configuration, TimeProvider.System, CancellationToken.None);
    }

    private List<(string Key, string Value)> AllOf(params string[] settings) => [.. settings.SelectMany(SettingsOf)];

    /// <summary>A setting of the section, <c>{name}</c> standing for a file or for several settings.</summary>
    private IEnumerable<(string Key, string Value)> SettingsOf(string setting) => setting switch
    {
        "{tls}" => _certificates.ServerSettings(),
        "{mtls}" => [.. _certificates.ServerSettings(), ("Security:ClientCertificateAuthority", _certificates.AuthorityFile)],
        "{tokens}" => _authority.Settings(_folder.Path),
        _ => [($"{SecurityOptions.Section}:{setting.Split('=')[0]}", FileOf(setting.Split('=', 2)[1]))],
    };

    private string FileOf(string value) => value switch
    {
        "{authority}" => _certificates.AuthorityFile,
        "{key}" => _certificates.ServerSettings()[1].Value,
        "{garbage}" => Written("garbage", "garbage"),
        "{symmetric}" => Written("symmetric", """{"keys": [{"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}"""),
        _ => value,
    };

    private string Written(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }
}
