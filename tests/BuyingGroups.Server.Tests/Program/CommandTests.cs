using System.Text.RegularExpressions;
using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>The commands beside <c>serve</c>, as processes.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_prints_the_counters_beside_a_running_server_and_after_it()
    {
        await using var server = await ServerProcess.ServeAsync(_folder.Path);
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        await scenario.RecordAsync(ada, "Visit Webpage", DateTimeOffset.UtcNow, 4_711);
        await scenario.RecordAsync(ada, "Click Email", DateTimeOffset.UtcNow.AddDays(-3), 12);

        var beside = await ServerProcess.RunAsync("inspect", ada, "--data", _folder.Path);
        Assert.Equal(0, await server.StopAsync());
        var after = await ServerProcess.RunAsync("inspect", ada, "--data", _folder.Path);
        var nobody = await ServerProcess.RunAsync("inspect", "nobody", "--data", _folder.Path);

        foreach (var (exitCode, output, error) in new[] { beside, after })
        {
            Assert.Equal((0, ""), (exitCode, error));
            foreach (var part in new[] { "Visit Webpage", "4711", "Click Email", "12", scenario.Account, "Remembered activity ids: 2" })
            {
                Assert.Contains(part, output, StringComparison.Ordinal);
            }
        }

        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("nobody", nobody.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect", "ada")]
    [InlineData("restored")]
    [InlineData("change-time-zone", "Europe/Berlin")]
    [InlineData("token")]
    public async Task A_command_that_looks_into_a_data_folder_makes_none(params string[] command)
    {
        var missing = Path.Combine(_folder.Path, "missing");

        var (exitCode, output, error) = await ServerProcess.RunAsync([.. command, "--data", missing]);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"There is no data folder {missing}.", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(System.IO.Directory.Exists(missing));
    }

    [Theory]
    [InlineData("a;b=c,d 'e\" f")]
    [InlineData("100% ~ #1?.d")]
    public async Task A_data_folder_may_be_called_anything(string name)
    {
        var data = Path.Combine(_folder.Path, name);
        await using (var server = await ServerProcess.ServeAsync(data, "--development-tokens"))
        {
            Assert.Equal(0, (await ServerProcess.RunAsync("token", "--data", data)).ExitCode);
        }

        Assert.Equal(1, (await ServerProcess.RunAsync("inspect", "nobody", "--data", data)).ExitCode);
        Assert.Equal([name], System.IO.Directory.GetFileSystemEntries(_folder.Path).Select(entry => Path.GetFileName(entry)));
        Assert.Contains("buyinggroups.db", System.IO.Directory.GetFiles(data).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public async Task A_tilde_that_no_shell_has_replaced_is_the_home()
    {
        var (exitCode, _, error) = await ServerProcess.RunAsync("inspect", "ada", "--data", "~/no-such-folder-here");

        Assert.Equal(1, exitCode);
        Assert.Contains(
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "no-such-folder-here"), error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Localhost_is_an_address_to_listen_on()
    {
        await using var server = await ServerProcess.ServeAsync(_folder.Path, "--set", "Server:Listen=LOCALHOST:0");

        Assert.Equal("127.0.0.1", server.Address.Host);
    }

    [Theory]
    [InlineData("serve", "--listen --data --redis --sql-server --time-zone --insecure --development-tokens --accept-damage --set")]
    [InlineData("demo", "--scenario --keep --listen --time-zone --insecure --set")]
    [InlineData("migrate", "--data --sql-server --set")]
    [InlineData("inspect", "--data --redis --sql-server --time-zone --set")]
    [InlineData("restored", "--data --sql-server --set")]
    [InlineData("change-time-zone", "--data --sql-server --set")]
    [InlineData("health", "--listen --set")]
    [InlineData("token", "--name --scope --hours --data --set")]
    public async Task Help_lists_the_options_that_a_command_takes_and_the_others_are_refused(string command, string options)
    {
        string[] all = ["--listen", "--data", "--redis", "--sql-server", "--time-zone"];
        var help = await ServerProcess.RunAsync(command, "--help");

        Assert.Equal(
            options.Split(' '),
            Regex.Matches(help.Output, "^  (--[a-z-]+)", RegexOptions.Multiline).Select(option => option.Groups[1].Value));
        if (all.Except(options.Split(' ')).FirstOrDefault() is { } other)
        {
            var refused = await ServerProcess.RunAsync([other, "x", command]);

            Assert.Equal(1, refused.ExitCode);
            Assert.Contains($"{command} doesn't take {other}.", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Migrate_says_what_it_applied_and_that_there_is_nothing_more_to_do()
    {
        var first = await ServerProcess.RunAsync("migrate", "--data", _folder.Path);
        var second = await ServerProcess.RunAsync("migrate", "--data", _folder.Path);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("Applied ", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Applied ", second.Output, StringComparison.Ordinal);
        Assert.Contains("The schema is up to date.", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_exits_with_0_beside_a_server_and_with_1_without()
    {
        await using var server = await ServerProcess.ServeAsync(_folder.Path);
        var beside = await ServerProcess.RunAsync("health", "--listen", server.Address.Authority);
        await server.StopAsync();
        var without = await ServerProcess.RunAsync("health", "--listen", server.Address.Authority);

        Assert.Equal((0, "Serving"), (beside.ExitCode, beside.Output.Trim()));
        Assert.Equal(1, without.ExitCode);
        Assert.Single(without.Error.TrimEnd().Split('\n'));
    }
}
