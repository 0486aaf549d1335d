using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>The server on its embedded stores is killed in the middle of recording: what was acknowledged is there, once.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const int BatchSize = 50;
    private const string Visit = "Visit Webpage";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_activity_is_there_exactly_once_after_each_kill()
    {
        var server = await ServerProcess.ServeAsync(_folder.Path);
        try
        {
            var scenario = new Scenario(server.Client);
            await scenario.AccountAsync(scenario.Account);
            var ada = await scenario.PersonAsync("Ada");
            var activities = new List<Activity>();
            for (var kill = 0; kill < 3; kill++)
            {
                var known = activities.Count;
                var acknowledged = await StreamAndKillAsync(server, ada, activities);
                Assert.True(acknowledged > known, "nothing was acknowledged before the kill");
                await server.DisposeAsync();
                server = await ServerProcess.ServeAsync(_folder.Path);

                var retried = await RecordAsync(server, activities);
                Assert.All(retried.Take(acknowledged), outcome => Assert.Equal(RecordOutcome.Duplicate, outcome));
                Assert.All(retried, outcome => Assert.True(outcome is RecordOutcome.Duplicate or RecordOutcome.Recorded));
                Assert.All(await RecordAsync(server, activities), outcome => Assert.Equal(RecordOutcome.Duplicate, outcome));
            }

            Assert.Equal(0, await server.StopAsync());
            var inspection = await ServerProcess.RunAsync("inspect", ada, "--data", _folder.Path);
            Assert.Contains($" {activities.Count} ", inspection.Output, StringComparison.Ordinal);
            Assert.Contains($"Remembered activity ids: {activities.Count}", inspection.Output, StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>
    /// Streams until some batches are acknowledged, kills the server, and answers how many activities of all were acknowledged.
    /// </summary>
    private static async Task<int> StreamAndKillAsync(ServerProcess server, string person, List<Activity> activities)
    {
        var acknowledged = activities.Count;
        using var stream = server.Client.Activities.StreamRecordActivities();
        var writing = Task.Run(async () =>
        {
            for (var batch = 0; batch < 10_000; batch++)
            {
                Activity[] next = [.. Enumerable.Range(0, BatchSize).Select(_ => Scenario.Activity(person, Visit, DateTimeOffset.UtcNow))];
                activities.AddRange(next);
                await stream.RequestStream.WriteAsync(new() { Activities = { next } });
            }
        });
        var killing = Task.CompletedTask;
        try
        {
            while (await stream.ResponseStream.NextAsync())
            {
                Assert.All(stream.ResponseStream.Current.Results, result => Assert.Equal(RecordOutcome.Recorded, result.Outcome));
                acknowledged += BatchSize;
                if (stream.ResponseStream.Current.BatchIndex == 15)
                {
                    killing = Task.Run(server.KillAsync);
                }
            }
        }
        catch (RpcException)
        {
            // Killed.
        }

        await killing.EndsAsync("the end of the process");
        await Assert.ThrowsAnyAsync<Exception>(() => writing.EndsAsync("the end of writing"));
        return acknowledged;
    }

    private static async Task<List<RecordOutcome>> RecordAsync(ServerProcess server, List<Activity> activities)
    {
        var outcomes = new List<RecordOutcome>();
        foreach (var batch in activities.Chunk(500))
        {
            var answer = await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { batch } });
            outcomes.AddRange(answer.Results.Select(result => result.Outcome));
        }

        return outcomes;
    }
}
