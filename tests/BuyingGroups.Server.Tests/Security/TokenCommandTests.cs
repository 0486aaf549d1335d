using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Trying scopes on one machine, with the programs as processes.</summary>
public sealed class TokenCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_for_development_tokens_takes_those_of_its_data_folder_and_no_others()
    {
        using var elsewhere = new TemporaryFolder();
        var token = await ServerProcess.RunAsync(
            "token", "--data", _folder.Path, "--name", "ada", "--scope", "definitions.write", "--scope", "scores.read");
        var foreign = await ServerProcess.RunAsync("token", "--data", elsewhere.Path);
        await using var server = await ServerProcess.ServeAsync(_folder.Path, "--development-tokens");

        using var ada = With(server, token.Output);
        using var stranger = With(server, foreign.Output);
        var role = await ada.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = "Security reviewer" } });

        Assert.Equal((0, 0), (token.ExitCode, foreign.ExitCode));
        Assert.Single(token.Output.TrimEnd().Split('\n'));
        Assert.Contains("definitions.write scores.read", token.Error, StringComparison.Ordinal);
        Assert.Equal("ada", role.Role.Creator);
        await Denied.MissingScopeAsync(() => ListAsync(ada), Scopes.DefinitionsRead);
        await Denied.UnauthenticatedAsync(() => ListAsync(stranger), "INVALID_TOKEN");
        await Denied.UnauthenticatedAsync(() => ListAsync(server.Client), "MISSING_CREDENTIALS");
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_key()
    {
        await ServerProcess.RunAsync("token", "--data", _folder.Path);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(_folder.Path, "development-key.pem")));
        }
    }

    [Theory]
    [InlineData("'scores.reed' is no scope", "--scope", "scores.reed")]
    [InlineData("--hours is 0", "--hours", "0")]
    [InlineData("--name has to be", "--name", " ")]
    public async Task What_it_cannot_grant_it_says_in_a_sentence(string says, params string[] arguments)
    {
        var (exitCode, output, error) = await ServerProcess.RunAsync(["token", "--data", _folder.Path, .. arguments]);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Health_works_over_TLS_for_the_very_certificate_of_the_settings()
    {
        using var certificates = new TestCertificates(_folder.Path);
        string[] tls = [.. certificates.ServerSettings().SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" })];
        await using var server = await ServerProcess.ServeAsync(_folder.Path, [.. tls, "--development-tokens"]);

        var own = await ServerProcess.RunAsync(["health", "--listen", server.Address.Authority, .. tls]);
        certificates.ServerSettings(); // Writes another one to the same file.
        var other = await ServerProcess.RunAsync(["health", "--listen", server.Address.Authority, .. tls]);

        Assert.Equal(("https", 0, "Serving"), (server.Address.Scheme, own.ExitCode, own.Output.Trim()));
        Assert.Equal(1, other.ExitCode);
        Assert.Single(other.Error.TrimEnd().Split('\n'));
    }

    private static BuyingGroupsClient With(ServerProcess server, string token) => BuyingGroupsClient.Create(server.Address, options =>
    {
        options.MaxAttempts = 1;
        options.BearerToken = _ => ValueTask.FromResult(token.Trim());
    });

    private static async Task ListAsync(BuyingGroupsClient client) => await client.Roles.ListRolesAsync(new());
}
