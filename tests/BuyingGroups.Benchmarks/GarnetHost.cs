using System.Diagnostics;
using BuyingGroups.Storage.Redis;

namespace BuyingGroups.Benchmarks;

/// <summary>A process with nothing but the embedded Garnet, for others to kill.</summary>
internal static class GarnetHost
{
    public static async Task<int> RunAsync(string folder, string[] options)
    {
        var begun = Stopwatch.StartNew();
        using var garnet = EmbeddedGarnet.Start(folder, settings =>
        {
            if (options.Contains("checkpoints"))
            {
                settings.AofSizeLimit = "64k";
                settings.AofSizeLimitEnforceFrequencySecs = 1;
                settings.CompactionFrequencySecs = 1;
            }
        });
        Console.WriteLine($"ready after {begun.ElapsedMilliseconds} ms, working set {Environment.WorkingSet >> 20} MB");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
