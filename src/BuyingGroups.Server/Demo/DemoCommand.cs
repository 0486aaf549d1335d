using System.Globalization;
using BuyingGroups.Client;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Security;
using Spectre.Console;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// <c>demo</c>: a server on a free port over a temporary folder, the worked example played by a client over gRPC, the score and its
/// explanation as the server answers them, and nothing left behind.
/// </summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, bool keep, CancellationToken cancellationToken)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("buyinggroups-demo-");
        try
        {
            return await RunAsync(configuration, folder.FullName, keep, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(IConfiguration configuration, string folder, bool keep, CancellationToken cancellationToken)
    {
        var ownStores = new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.AsEnumerable().Where(setting => !IsOfSecurity(setting.Key)))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Server:Listen"] = configuration["Server:Listen"] ?? "127.0.0.1:0",
                ["Server:DataFolder"] = folder,
                // The example goes to stores of its own, whatever this environment serves from.
                ["Redis:ConnectionString"] = "",
                ["Sql:ConnectionString"] = "",
            })
            .Build();
        await using var host = await ServerHost.StartAsync(ownStores, TimeProvider.System, cancellationToken);
        using var client = BuyingGroupsClient.Create(host.Address);
        Console.WriteLine($"Server on {host.Address.Authority}, over a temporary folder; playing the worked example…");

        var groupId = await new ExampleClient(client).PlayAsync(cancellationToken);
        var group = await client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = groupId }, cancellationToken: cancellationToken);
        var explanation = await client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = groupId }, cancellationToken: cancellationToken);
        var score = await client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = groupId }, cancellationToken: cancellationToken);

        Console.WriteLine();
        AnsiConsole.Write(ScoreTable.Of(group.BuyingGroup.DisplayName, explanation));
        Console.WriteLine();
        Console.WriteLine($"Completeness {group.BuyingGroup.Completeness.Displayed} %");
        Console.WriteLine($"Engagement score {score.EngagementScore.Score.Displayed} (exact: {score.EngagementScore.Score.Exact.ToString("0.00", CultureInfo.InvariantCulture)})");
        if (keep)
        {
            Console.WriteLine();
            Console.WriteLine("Still serving; try, for instance,");
            Console.WriteLine($"  grpcurl -plaintext -d '{{\"buying_group_id\": \"{groupId}\"}}' {host.Address.Authority} buyinggroups.v1.ScoreService/GetEngagementScore");
            Console.WriteLine("Press Ctrl+C to stop.");
            await host.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    /// <summary>The example's client has no credentials, whomever this environment's server lets in.</summary>
    private static bool IsOfSecurity(string key) => key.StartsWith($"{SecurityOptions.Section}:", StringComparison.OrdinalIgnoreCase);
}
