using BuyingGroups.Client;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Security;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// <c>demo</c>: starts a server on a free port over a temporary folder, plays a scenario against it over gRPC, prints the server's answers
/// in a readable form, and leaves nothing behind.
/// </summary>
internal static class DemoCommand
{
    /// <summary>The values of the option <c>--scenario</c>. The first is the default.</summary>
    public static IReadOnlyDictionary<string, DemoScenario> Scenarios { get; } = new OrderedDictionary<string, DemoScenario>
    {
        ["score"] = ScoreScenario.PlayAsync,
        ["precedence"] = PrecedenceScenario.PlayAsync,
        ["jobs"] = JobsScenario.PlayAsync,
    };

    /// <summary>The settings that the demo makes itself, so that its stores are nobody else's.</summary>
    public static IReadOnlyCollection<string> OwnSettings { get; } =
        ["Server:DataFolder", "Redis:ConnectionString", "Sql:ConnectionString"];

    public static async Task<int> RunAsync(
        IConfiguration configuration, DemoScenario scenario, bool keep, CancellationToken cancellationToken)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("buyinggroups-demo-");
        try
        {
            return await RunAsync(configuration, folder.FullName, scenario, keep, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(
        IConfiguration configuration, string folder, DemoScenario scenario, bool keep, CancellationToken cancellationToken)
    {
        var ownStores = new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.AsEnumerable().Where(setting => !IsOfSecurity(setting.Key)))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Server:Listen"] = configuration["Server:Listen"] ?? "127.0.0.1:0",
                ["Server:DataFolder"] = folder,
                // Only what the scenario starts runs, whatever the time of day is.
                ["Jobs:DailyAt"] = "",
                ["Logging:LogLevel:Default"] = "Warning",
                // The example uses stores of its own, whatever stores this environment is configured for.
                ["Redis:ConnectionString"] = "",
                ["Sql:ConnectionString"] = "",
            })
            .Build();
        await using var host = await ServerHost.StartAsync(ownStores, TimeProvider.System, cancellationToken);
        using var client = BuyingGroupsClient.Create(host.Address);
        Console.WriteLine($"Server on {host.Address.Authority}, over the temporary folder {folder}");
        var call = await scenario(client, cancellationToken);
        if (keep)
        {
            Console.WriteLine();
            Console.WriteLine("Still serving; try, for instance,");
            Console.WriteLine(
                $"  grpcurl -plaintext -d '{{\"buying_group_id\": \"{call.GroupId}\"}}' "
                + $"{host.Address.Authority} buyinggroups.v1.{call.Method}");
            Console.WriteLine("Press Ctrl+C to stop.");
            await host.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    /// <summary>The example's client has no credentials, whatever security this environment is configured for.</summary>
    private static bool IsOfSecurity(string key) => key.StartsWith($"{SecurityOptions.Section}:", StringComparison.OrdinalIgnoreCase);
}
