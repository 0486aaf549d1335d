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
