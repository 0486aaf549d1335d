using System.Diagnostics;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>
/// <c>disk-full FOLDER ROUNDS</c>: a process records into the embedded counters in a folder whose file system is full again and again, at
/// random moments and with a random rest of space. Recording must be refused with DATA_FOLDER_FULL, go on within 10 s of space being freed
/// without a restart, and nothing acknowledged may be lost, also if the process is killed while the disk is full.
/// </summary>
internal sealed class DiskFull(string folder)
{
    private const int Writers = 8;
    private const long MostSpace = 512L << 20;
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(10);

    private readonly string _data = Path.Combine(folder, "data");
    private readonly string _filler = Path.Combine(folder, "filler");
    private readonly List<(string Person, string[] Ids)> _acknowledged = [];
    private readonly List<(string Person, string[] Ids)> _uncertain = [];

    public static async Task<int> RunAsync(string folder, int rounds)
    {
        if (new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace > MostSpace)
        {
            await Console.Error.WriteLineAsync(
                $"{folder} has more than {MostSpace >> 20} MB of space. Give a file system of its own that may be filled: "
                + $"mount -t tmpfs -o size=64m tmpfs {folder}");
            return 1;
        }

        var run = new DiskFull(folder);
        for (var round = 1; round <= rounds; round++)
        {
            if (!await run.RoundAsync(round))
            {
                return 2;
            }
        }

        Console.WriteLine("nothing acknowledged was lost or counted twice, and recording went on each time");
        return 0;
    }

    private async Task<bool> RoundAsync(int round)
    {
        using var host = new Host(_data, $"{round}", Writers, int.MaxValue);
        await Task.Delay(Random.Shared.Next(20, 600));
        await FillAsync(keep: Random.Shared.Next(0, 3) * Random.Shared.Next(1, 200_000));
        var refused = await UntilAsync(() => host.Refused.Count >= Writers);
        await Task.Delay(Random.Shared.Next(0, 300));
        var healing = TimeSpan.Zero;
        var killed = round % 3 == 0;
        if (killed)
        {
            await host.KillAsync();
            File.Delete(_filler);
        }
        else
        {
            var before = host.Acknowledged.Count;
            File.Delete(_filler);
            var begun = Stopwatch.StartNew();
            await UntilAsync(() => host.Acknowledged.Count > before);
            healing = begun.Elapsed;
            await (round % 3 == 1 ? host.EndAsync() : host.KillAsync());
        }

        _acknowledged.AddRange(host.Acknowledged);
        // A refused batch isn't there; should the refusal itself be wrong, counting it twice would still show.
        _uncertain.AddRange(host.Refused);
        _uncertain.AddRange(CounterHost.UnderWay($"{round}", Writers, [.. host.Acknowledged, .. host.Refused]));
        var wrong = await Ledger.CountWrongInCopyAsync(_data, _acknowledged, _uncertain);
        var reasons = string.Join(", ", host.Reasons);
        Console.WriteLine(
            $"round {round}: {host.Acknowledged.Sum(batch => batch.Ids.Length)} acknowledged, "
            + $"{host.Refused.Count} batches refused ({reasons}), "
            + (killed ? "killed while full" : $"went on after {healing.TotalSeconds:F1} s") + $", {wrong} wrong");
        return wrong == 0 && refused && reasons == "DATA_FOLDER_FULL" && healing < Healing;
    }

    private async Task FillAsync(long keep)
    {
        await using var filler = new FileStream(_filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var zeros = new byte[4096];
        try
        {
            var most = new DriveInfo(folder).AvailableFreeSpace - keep;
            while (filler.Length < most)
            {
                await filler.WriteAsync(zeros);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<bool> UntilAsync(Func<bool> condition)
    {
        var begun = Stopwatch.StartNew();
        while (!condition())
        {
            if (begun.Elapsed > Healing * 3)
            {
                return false;
            }

            await Task.Delay(10);
        }

        return true;
    }
}
