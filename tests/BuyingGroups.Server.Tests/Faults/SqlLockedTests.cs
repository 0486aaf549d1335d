using System.Diagnostics;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>Another process has locked the SQLite file: what writes is UNAVAILABLE, soon; what doesn't goes on.</summary>
public sealed class SqlLockedTests : IAsyncLifetime
{
    private const string Visit = "Visit Webpage";
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();
    private RunningServer? _server;
    private Scenario? _scenario;
    private string _ada = "";

    private RunningServer Server => _server!;

    private Scenario Scene => _scenario!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(_folder.Path, ("Sql:BusyTimeoutMilliseconds", "1000"));
        _scenario = await new Scenario(_server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        _ada = await _scenario.MemberAsync("Ada", Scenario.Champion);
        await _scenario.RecordAsync(_ada, Visit, DateTimeOffset.UtcNow);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writing_is_UNAVAILABLE_soon_and_heals_while_scores_go_on_and_retries_count_once()
    {
        var bob = await Scene.PersonAsync("Bob");
        await using (await LockAsync())
        {
            var commands = Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
            {
                var watch = Stopwatch.StartNew();
                var error = await Assert.ThrowsAsync<RpcException>(
                    () => Scene.AssignAsync(bob, Scenario.Champion, MembershipSource.Manual));
                return (error.StatusCode, watch.Elapsed);
            })).ToArray();
            var recording = Task.Run(async () =>
            {
                var watch = Stopwatch.StartNew();
                var error = await Assert.ThrowsAsync<RpcException>(() => RecordAsync("again"));
                return (error.StatusCode, watch.Elapsed);
            });
            for (var score = 0; score < 11; score++)
            {
                Assert.Equal(1, (await Scene.ScoreAsync()).Score.Exact);
                await Task.Delay(100);
            }

            foreach (var (status, elapsed) in await Task.WhenAll([.. commands, recording]))
            {
                Assert.Equal(StatusCode.Unavailable, status);
                Assert.InRange(elapsed, TimeSpan.Zero, Quick);
            }
        }

        Assert.Equal(MembershipOutcome.Applied, (await Scene.AssignAsync(bob, Scenario.Champion, MembershipSource.Manual)).Outcome);
        Assert.Equal(2, Assert.Single((await Scene.ScoreAsync()).Roles).Members);
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync("again"));
        Assert.Equal(RecordOutcome.Duplicate, await RecordAsync("again"));
        Assert.Equal(2, (await Scene.ScoreAsync()).Score.Exact);
    }

    [SkippableFact]
    public async Task With_the_counters_in_Redis_recording_goes_on()
    {
        using var redis = new RedisServer();
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, ("Redis:ConnectionString", redis.ConnectionString));
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow);
        await using var locked = await LockAsync(folder.Path);

        for (var count = 2; count <= 5; count++)
        {
            Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
            Assert.Equal(count, (await scenario.ScoreAsync()).Score.Exact);
        }
    }

    [Fact]
    public async Task Health_says_that_recording_and_scores_go_on()
    {
        await using var locked = await LockAsync();

        var health = await ServiceHealth.Of(Server).CheckAsync();

        Assert.Equal(ServingStatus.Serving, health["buyinggroups.v1.ActivityService"]);
        Assert.Equal(ServingStatus.Serving, health["buyinggroups.v1.ScoreService"]);
        Assert.Equal(ServingStatus.Serving, health["liveness"]);
    }

    [Fact]
    public async Task A_call_whose_deadline_passes_answers_DEADLINE_EXCEEDED()
    {
        await using var locked = await LockAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Server.Client.Memberships.RemoveMemberAsync(
            new() { BuyingGroupId = Scene.GroupId, PersonId = _ada, Source = MembershipSource.Manual },
            deadline: DateTime.UtcNow.AddMilliseconds(200)));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    private async Task<RecordOutcome> RecordAsync(string id) =>
        (await Server.Client.Activities.RecordActivityAsync(
            new() { Activity = Scenario.Activity(_ada, Visit, DateTimeOffset.UtcNow, id: id) })).Outcome;

    private Task<SqliteConnection> LockAsync() => LockAsync(_folder.Path);

    private static async Task<SqliteConnection> LockAsync(string folder)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "buyinggroups.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
