using System.Collections.Concurrent;
using System.Diagnostics;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using Activity = BuyingGroups.V1.Activity;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>Redis dies and comes back: callers see UNAVAILABLE, soon, and nothing that was acknowledged is lost.</summary>
public sealed class RedisAwayTests
{
    private const string Visit = "Visit Webpage";
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(3);

    private readonly ConcurrentBag<string> _complaints = [];
    private readonly ConcurrentDictionary<string, Activity> _sent = [];
    private readonly ConcurrentDictionary<string, Activity> _acknowledged = [];
    private int _unavailable;
    private int _answered;

    [SkippableFact]
    public async Task Under_load_callers_see_only_UNAVAILABLE_and_nothing_acknowledged_is_lost()
    {
        using var redis = new RedisServer("--appendonly", "yes", "--appendfsync", "always");
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(redis, folder);
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var (ada, bob) = (await scenario.MemberAsync("Ada", Scenario.Champion), await scenario.PersonAsync("Bob"));
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => RecordAsync(server, ada, stop.Token)))
                .Concat(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ScoreAsync(scenario, stop.Token)))));

        for (var round = 0; round < 3; round++)
        {
            await MoreAnswersAsync();
            redis.Kill();
            var refused = Volatile.Read(ref _unavailable);
            // The directory and memberships live in SQL.
            Assert.Equal(MembershipOutcome.Applied, (await scenario.AssignAsync(bob, Scenario.Champion, MembershipSource.Manual)).Outcome);
            Assert.Equal(MembershipOutcome.Applied, (await scenario.RemoveAsync(bob, MembershipSource.Manual)).Outcome);
            await Eventually.HoldsAsync(() => Volatile.Read(ref _unavailable) > refused, "to notice that Redis is away");
            redis.Start();
        }

        await MoreAnswersAsync();
        await stop.CancelAsync();
        await load.EndsAsync("the end of the load");

        Assert.Empty(_complaints);
        Assert.NotEmpty(_acknowledged);
        foreach (var batch in _acknowledged.Values.Chunk(1_000))
        {
            var retry = await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { batch } });
            Assert.All(retry.Results, result => Assert.Equal(RecordOutcome.Duplicate, result.Outcome));
        }

        foreach (var batch in _sent.Values.Chunk(1_000))
        {
            await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { batch } });
        }

        var counters = await server.InspectAsync(scenario.Account, ada);
        Assert.Equal((_sent.Count, _sent.Count), (counters.Counters.Sum(counter => counter.Count), counters.RememberedIds));
    }

    [SkippableFact]
    public async Task Health_tells_which_services_can_work()
    {
        using var redis = new RedisServer();
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(redis, folder);
        var all = ServiceHealth.Of(server);
        Assert.All((await all.CheckAsync()).Values, status => Assert.Equal(ServingStatus.Serving, status));

        redis.Kill();
        var away = await all.CheckAsync();

        Assert.Equal(
            ["", "buyinggroups.v1.ActivityService", "buyinggroups.v1.ScoreService"],
            away.Where(service => service.Value == ServingStatus.NotServing).Select(service => service.Key).Order(StringComparer.Ordinal));
        Assert.Equal(ServingStatus.Serving, away["liveness"]);

        redis.Start();
        await Eventually.AnswersAsync(async () => (await all.CheckAsync())[""] == ServingStatus.Serving
            ? true
            : throw new RpcException(new Status(StatusCode.Unavailable, "not yet")));
    }

    private static Task<RunningServer> StartAsync(RedisServer redis, TemporaryFolder folder) => RunningServer.StartAsync(
        folder.Path, ("Redis:ConnectionString", redis.ConnectionString), ("Redis:TimeoutMilliseconds", "1000"));

    private Task MoreAnswersAsync()
    {
        var before = Volatile.Read(ref _answered);
        return Eventually.HoldsAsync(() => Volatile.Read(ref _answered) > before + 50, "to answer again");
    }

    private async Task RecordAsync(RunningServer server, string person, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Activity[] batch = [.. Enumerable.Range(0, 20).Select(_ => Scenario.Activity(person, Visit, DateTimeOffset.UtcNow))];
            foreach (var activity in batch)
            {
                _sent[activity.ActivityId] = activity;
            }

            await WatchAsync(async () =>
            {
                var answer = await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { batch } });
                foreach (var (activity, result) in batch.Zip(answer.Results))
                {
                    if (result.HasOutcome)
                    {
                        _acknowledged[activity.ActivityId] = activity;
                    }
                    else if (result.Error.Code != (int)StatusCode.Unavailable)
                    {
                        _complaints.Add($"item: {result.Error.Message}");
                    }
                }
            });
        }
    }

    private async Task ScoreAsync(Scenario scenario, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WatchAsync(() => scenario.ScoreAsync());
        }
    }

    private async Task WatchAsync(Func<Task> call)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await call();
            Interlocked.Increment(ref _answered);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            Interlocked.Increment(ref _unavailable);
            await Task.Delay(5);
        }
        catch (RpcException exception)
        {
            _complaints.Add(exception.Message);
        }

        if (watch.Elapsed > Quick)
        {
            _complaints.Add($"took {watch.Elapsed}");
        }
    }
}
