using System.Globalization;
using BuyingGroups.Client;

namespace BuyingGroups.Benchmarks.Load;

/// <summary><c>tokens</c>: calls per second of a server that checks a token at each, beside one that doesn't, in turns.</summary>
internal static class TokenCost
{
    private const int Rounds = 4;
    private const int Callers = 32;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        using var open = new ServerProcess();
        using var guarded = new ServerProcess("--development-tokens");
        using var withoutToken = open.NewClient();
        using var withToken = guarded.NewClient(guarded.Token());
        Console.WriteLine($"{"round",-6} {"without /s",11} {"with token /s",14} {"ratio",6} {"µs of CPU a call more",22}");
        for (var round = 0; round <= Rounds; round++)
        {
            var without = await RateAsync(withoutToken);
            var with = await RateAsync(withToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(round == 0 ? "warm" : round),-6} {without,11:N0} {with,14:N0} {with / without,6:0.00} "
                + $"{Environment.ProcessorCount * 1e6 * ((1 / with) - (1 / without)),22:0}"));
        }

        return 0;
    }

    private static Task<double> RateAsync(BuyingGroupsClient client) => Rates.MeasureAsync(Callers, Turn, async (_, _) =>
    {
        await client.ScoringModels.ListScoringModelsAsync(new() { PageSize = 1, DisplayNamePart = "none of that name" });
        return 1;
    });
}
