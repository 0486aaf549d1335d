using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>event-delay REDIS_PORT</c>: from the answer of a command, whose transaction is committed by then, to the moment at which a watcher
/// has its event; on the server that carried it out, and on another over the same SQLite file and Redis. Below zero: the event came before
/// the answer.
/// </summary>
internal static class EventDelay
{
    private const int Commands = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    public static async Task<int> RunAsync(int redisPort)
    {
        var redis = $"127.0.0.1:{redisPort}";
        await using var server = await LoadServer.StartAsync(redis);
        await using var other = await LoadServer.StartAsync(redis, folder: server.Folder);
        var group = await server.SeedAsync("delay", members: 3, activities: false);
        var here = new ConcurrentDictionary<string, long>();
        var there = new ConcurrentDictionary<string, long>();
        var answered = new Dictionary<string, long>();
        using var stop = new CancellationTokenSource();
        var watching = new[] { WatchAsync(server, group, here, stop.Token), WatchAsync(other, group, there, stop.Token) };
        await Task.Delay(TimeSpan.FromSeconds(1));
        for (var i = 0; i < Commands; i++)
        {
            var status = i.ToString(CultureInfo.InvariantCulture);
            await server.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = group, Status = status });
            answered[status] = Stopwatch.GetTimestamp();
            await Task.Delay(Pause);
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        await stop.CancelAsync();
        await Task.WhenAll(watching);
        Print("same server", answered, here);
        Print("another server", answered, there);
        return 0;
    }

    private static async Task WatchAsync(
        LoadServer server, string group, ConcurrentDictionary<string, long> seen, CancellationToken cancellationToken)
    {
        try
        {
            using var call = server.Client.Events.WatchEvents(
                new() { Filter = new() { BuyingGroupIds = { group }, Types_ = { EventType.StatusChanged } } },
                cancellationToken: cancellationToken);
            await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                foreach (var change in answer.Events)
                {
                    seen[change.NewValue.Status] = Stopwatch.GetTimestamp();
                }
            }
        }
        catch (Exception exception) when (exception is RpcException { StatusCode: StatusCode.Cancelled } or OperationCanceledException)
        {
        }
    }

    private static void Print(string name, Dictionary<string, long> answered, ConcurrentDictionary<string, long> seen)
    {
        // The first tenth warms up.
        var delays = answered.Skip(Commands / 10)
            .Where(command => seen.ContainsKey(command.Key))
            .Select(command => (seen[command.Key] - command.Value) * 1000.0 / Stopwatch.Frequency)
            .Order()
            .ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-15} median {Rates.Percentile(delays, 0.5):0.0} ms, p99 {Rates.Percentile(delays, 0.99):0.0} ms, "
            + $"longest {delays[^1]:0.0} ms, {seen.Count} of {Commands} seen"));
    }
}
