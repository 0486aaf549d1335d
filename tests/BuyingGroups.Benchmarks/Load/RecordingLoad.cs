using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using BuyingGroups.Client;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>recording REDIS_PORT</c>: activities per second by streams of batches of 500 through the whole service, beside
/// <c>redis-benchmark -c 50 HINCRBY</c> on the same Redis, in turns.
/// </summary>
internal static partial class RecordingLoad
{
    private const int Rounds = 4;
    private const int People = 2000;
    private const int Streams = 4;
    private const int Batch = 500;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(int redisPort)
    {
        await using var server = await LoadServer.StartAsync($"127.0.0.1:{redisPort}");
        await server.SeedAsync("recording", People);
        Console.WriteLine($"{Streams} streams, batches of {Batch}, {People} people; the first round warms up");
        Console.WriteLine($"{"round",-6} {"HINCRBY /s",12} {"activities /s",14} {"ratio",6}");
        for (var round = 0; round <= Rounds; round++)
        {
            var bare = HashIncrements(redisPort);
            var recorded = await RecordAsync(server.Client, round);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(round == 0 ? "warm" : round),-6} {bare,12:N0} {recorded,14:N0} {recorded / bare,6:0.00}"));
        }

        return 0;
    }

    private static async Task<double> RecordAsync(BuyingGroupsClient client, int round)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, Streams).Select(stream => Task.Run(() => StreamAsync(client, $"{round}-{stream}", watch))));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> StreamAsync(BuyingGroupsClient client, string mark, Stopwatch watch)
    {
        long recorded = 0, sent = 0;
        var now = DateTimeOffset.UtcNow.ToTimestamp();
        await using var recorder = new ActivityRecorder(client.Activities, new ActivityRecorderOptions { BatchSize = Batch });
        while (watch.Elapsed < RoundTime)
        {
            // All of a person at once, as a web site's session ends; 5 activities each.
            var person = $"recording-{Random.Shared.Next(1, People + 1)}";
            for (var each = 0; each < 5; each++)
            {
                await recorder.RecordAsync(
                    new V1.Activity
                    {
                        ActivityId = $"{mark}-{sent++}",
                        PersonId = person,
                        ActivityType = "Visit Webpage",
                        OccurredAt = now,
                    },
                    CancellationToken.None);
            }
        }

        await recorder.FlushAsync(CancellationToken.None);
        recorded = recorder.Counts.Recorded;
        return recorded;
    }

    private static double HashIncrements(int port)
    {
        var arguments = $"-p {port} -c 50 -n 300000 -r 100000 -q HINCRBY bench:__rand_int__ day:type 1";
        using var process = Process.Start(new ProcessStartInfo("redis-benchmark", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(RequestsPerSecond().Matches(output)[^1].Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"([\d.]+) requests per second")]
    private static partial Regex RequestsPerSecond();
}
