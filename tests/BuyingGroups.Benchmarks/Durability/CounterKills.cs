using System.Diagnostics;
using BuyingGroups.Server.Hosting;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>
/// <c>counter-kills ROUNDS</c>: kills a process that records into the embedded counters at a random moment, again and again over one folder, and
/// compares each time with what was acknowledged: each activity has to be there, once.
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
                // Of each writer the batch after its last acknowledged one was under way.
                foreach (var writer in Enumerable.Range(0, Writers))
                {
                    var last = host.Acknowledged.Count(batch => batch.Ids[0].StartsWith($"{round}-{writer}-", StringComparison.Ordinal));
                    var (person, batch) = CounterHost.BatchOf($"{round}", writer, last);
                    uncertain.Add((person.Value, [.. batch.Select(activity => activity.ActivityId)]));
                }

                wrong = await CountWrongAsync(folder.FullName, acknowledged, uncertain);
                var size = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
                Console.WriteLine(
                    $"round {round}: ready after {started.TotalMilliseconds:N0} ms, {host.Acknowledged.Sum(batch => batch.Ids.Length)} acknowledged, "
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

    // In a copy: whoever closes a database last merges its log, and the next start is to find it as it was left.
    private static async Task<int> CountWrongAsync(string folder, List<(string, string[])> acknowledged, List<(string, string[])> uncertain)
    {
        var copy = Directory.CreateTempSubdirectory("bg-kills-copy-");
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        var wrong = await Ledger.CountWrongAsync(DataFolder.DatabaseOf(copy.FullName), acknowledged, uncertain);
        copy.Delete(recursive: true);
        return wrong;
    }
}
