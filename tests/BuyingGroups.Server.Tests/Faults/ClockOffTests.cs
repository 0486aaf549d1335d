using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>
/// A server whose clock is more than 5 minutes off the stores' doesn't start, isn't ready, and does nothing that goes by the clock.
/// </summary>
public sealed class ClockOffTests : IDisposable
{
    private const string Visit = "Visit Webpage";

    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(7, "ahead of that of Redis")]
    [InlineData(-7, "behind that of Redis")]
    [InlineData((60 * 24 * 40) + 1, "40 days")]
    public async Task It_does_not_start_and_says_by_how_much_the_clock_is_off(int minutes, string says)
    {
        using var redis = new RedisServer();
        _clock.Advance(TimeSpan.FromMinutes(minutes));

        var exception = await Assert.ThrowsAsync<StartException>(() => StartAsync(redis));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        Assert.Contains("NTP", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Less_than_five_minutes_are_accepted()
    {
        using var redis = new RedisServer();
        _clock.Advance(TimeSpan.FromMinutes(4.5));

        await using var server = await StartAsync(redis);

        Assert.Equal(ServingStatus.Serving, (await ServiceHealth.Of(server).CheckAsync())[""]);
    }

    [SkippableTheory]
    [InlineData(6)]
    [InlineData(-6)]
    [InlineData(60 * 24 * 365)]
    public async Task A_clock_that_jumps_is_noticed_by_the_next_call_and_all_goes_on_once_it_is_right_again(int minutes)
    {
        using var redis = new RedisServer();
        await using var server = await StartAsync(redis);
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow);

        _clock.Advance(TimeSpan.FromMinutes(minutes));

        await IsOffAsync(() => scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
        await IsOffAsync(() => scenario.ScoreAsync());
        await IsOffAsync(async () => await server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = ada }));
        await IsOffAsync(async () => await server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = scenario.GroupId }));
        await IsOffAsync(
            async () => await server.Client.Scores.BatchGetEngagementScoresAsync(new() { BuyingGroupIds = { scenario.GroupId } }));
        await IsOffAsync(async () => await server.Client.Activities.BatchRecordActivitiesAsync(
            new() { Activities = { Scenario.Activity(ada, Visit, DateTimeOffset.UtcNow) } }));
        var health = await ServiceHealth.Of(server).CheckAsync();
        Assert.Equal(
            (ServingStatus.NotServing, ServingStatus.NotServing, ServingStatus.Serving),
            (health[""], health["buyinggroups.v1.ActivityService"], health["buyinggroups.v1.MembershipService"]));
        // Who is in a group doesn't depend on the time of day.
        Assert.Equal(
            100,
            (await server.Client.Scores.GetCompletenessScoreAsync(
                new() { BuyingGroupId = scenario.GroupId })).CompletenessScore.Score.Displayed);

        _clock.Advance(TimeSpan.FromMinutes(-minutes));
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
        Assert.Equal(2, (await scenario.ScoreAsync()).Score.Exact);
        Assert.Equal(ServingStatus.Serving, (await ServiceHealth.Of(server).CheckAsync())[""]);
    }

    [SkippableFact]
    public async Task A_job_waits_until_the_clock_is_right_again()
    {
        using var redis = new RedisServer();
        await using var server = await StartAsync(redis);
        _clock.Advance(TimeSpan.FromMinutes(10));

        var job = (await server.Client.Jobs.StartMaintenanceJobAsync(new())).Job;
        await Task.Delay(1_500);
        Assert.Equal(JobStatus.Queued, (await server.Client.Jobs.GetJobAsync(new() { JobId = job.JobId })).Job.Status);

        _clock.Advance(TimeSpan.FromMinutes(-10));
        await Eventually.AnswersAsync(
            async () => (await server.Client.Jobs.GetJobAsync(new() { JobId = job.JobId })).Job.Status == JobStatus.Succeeded
            ? true
            : throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet")));
    }

    [Fact]
    public async Task Of_the_embedded_stores_the_machines_clock_is_compared()
    {
        await using var server = await RunningServer.StartComparingClocksAsync(_folder.Path, _clock);
        Assert.Equal(ServingStatus.Serving, (await ServiceHealth.Of(server).CheckAsync())[""]);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(ServingStatus.NotServing, (await ServiceHealth.Of(server).CheckAsync())[""]);
    }

    private Task<RunningServer> StartAsync(RedisServer redis) =>
        RunningServer.StartComparingClocksAsync(_folder.Path, _clock, ("Redis:ConnectionString", redis.ConnectionString));

    private static async Task IsOffAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.Unavailable, "CLOCK_OFF"), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }
}
