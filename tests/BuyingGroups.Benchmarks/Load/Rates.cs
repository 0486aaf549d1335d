using System.Diagnostics;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>How often something can be done.</summary>
internal static class Rates
{
    /// <summary>Times per second of what so many callers do one after another.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="time">For how long.</param>
    /// <param name="once">Given the caller and how many times it was done before; answers how many it stands for.</param>
    public static async Task<double> MeasureAsync(int callers, TimeSpan time, Func<int, int, Task<int>> once)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            long done = 0;
            for (var i = 0; watch.Elapsed < time; i++)
            {
                done += await once(caller, i);
            }

            return done;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    public static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
}
