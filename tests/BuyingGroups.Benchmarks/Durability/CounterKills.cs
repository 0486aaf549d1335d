using System.Diagnostics;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>
/// <c>counter-kills ROUNDS</c>: kills a process that records into the embedded counters at a random moment, again and again over one
/// folder, and compares each time with what was acknowledged: each activity has to be there, once.
/// </summary>
internal static class CounterKills
{
    private const int Writers = 8;

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("bg-kills-");
        try
        {
            var acknowledged = new List<(string, string[])>();
            var uncertain = new List<(string, string[])>();
            var wrong = 0;
            for (var round = 1; round <= rounds && wrong == 0; round++)
            {
                var begun = Stopwatch.StartNew();
                using var host = new Host(folder.FullName, $"{round}", Writers, int.MaxValue);
                var started = begun.Elapsed;
                await Task.Delay(Random.Shared.Next(20, round % 3 == 0 ? 3000 : 800));
                await host.KillAsync();
                acknowledged.AddRange(host.Acknowledged);
                uncertain.AddRange(CounterHost.UnderWay($"{round}", Writers, host.Acknowledged));
                wrong = await Ledger.CountWrongInCopyAsync(folder.FullName, acknowledged, uncertain);
                var size = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
                Console.WriteLine(
                    $"round {round}: ready after {started.TotalMilliseconds:N0} ms, "
                    + $"{host.Acknowledged.Sum(batch => batch.Ids.Length)} acknowledged, "
                    + $"{acknowledged.Sum(batch => batch.Item2.Length)} in all, {wrong} wrong, {size >> 10} kB on disk");
            }

            Console.WriteLine(wrong == 0 ? "nothing acknowledged was lost or counted twice" : $"{wrong} LOST OR DOUBLED");
            return wrong == 0 ? 0 : 2;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
