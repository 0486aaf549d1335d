using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>
/// A Redis that answers and refuses: callers see UNAVAILABLE with Redis' own word for it, the server isn't ready, and both heal.
/// </summary>
public sealed class RedisRefusesTests
{
    private const string Visit = "Visit Webpage";

    [SkippableTheory]
    [InlineData("OOM", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")]
    [InlineData("NOPERM", "ACL SETUSER default resetkeys ~other:*", "ACL SETUSER default ~*")]
    [InlineData("READONLY", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")]
    public async Task Recording_is_UNAVAILABLE_with_the_reason_and_health_is_red_until_it_is_mended(
        string reason, string cause, string mend)
    {
        using var redis = new RedisServer();
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, ("Redis:ConnectionString", redis.ConnectionString));
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var health = ServiceHealth.Of(server);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync())[""]);

        await redis.AskAsync(cause);

        var error = await Assert.ThrowsAsync<RpcException>(() => scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
        Assert.Equal((StatusCode.Unavailable, reason), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        var red = await health.CheckAsync();
        Assert.Equal(ServingStatus.NotServing, red[""]);
        Assert.Equal(ServingStatus.NotServing, red["buyinggroups.v1.ActivityService"]);
        Assert.Equal(ServingStatus.Serving, red["buyinggroups.v1.MembershipService"]);
        // A membership goes on; what Redis can't be told is told by SQL.
        Assert.Equal(MembershipOutcome.Applied, (await scenario.RemoveAsync(ada, MembershipSource.Manual)).Outcome);

        await redis.AskAsync(mend);
        await Eventually.AnswersAsync(async () => await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
        await Eventually.AnswersAsync(async () => (await health.CheckAsync())[""] == ServingStatus.Serving
            ? true
            : throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet")));
    }

    [SkippableFact]
    public async Task A_Redis_that_begins_to_drop_keys_makes_the_server_not_ready_while_calls_go_on()
    {
        using var redis = new RedisServer();
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, ("Redis:ConnectionString", redis.ConnectionString));
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);

        await redis.AskAsync("CONFIG SET maxmemory-policy allkeys-lru");

        var health = ServiceHealth.Of(server);
        await Eventually.AnswersAsync(async () => (await health.CheckAsync())[""] == ServingStatus.NotServing
            ? true
            : throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet")));
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
    }

    [SkippableFact]
    public async Task A_server_that_nobody_calls_notices_that_another_Redis_took_over()
    {
        using var redis = new RedisServer("--repl-diskless-sync-delay", "0");
        using var next = new RedisServer();
        using var name = new TcpForwarder(redis.Port);
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, ("Redis:ConnectionString", name.ConnectionString));
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow);
        Assert.Equal(1, (await scenario.ScoreAsync()).Score.Exact);

        name.LeadTo(next.Port);
        await redis.AskAsync($"REPLICAOF 127.0.0.1 {next.Port}");

        await Eventually.AnswersAsync(async () =>
            (await next.AskAsync("CLIENT LIST TYPE pubsub")).Contains("name=buyinggroups", StringComparison.Ordinal)
                ? true
                : throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet")));
        // The one that took over is empty here, so that it shows which of them is read.
        Assert.Equal(0, (await Eventually.AnswersAsync(async () => await scenario.ScoreAsync())).Score.Exact);
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow));
        Assert.Equal(1, (await scenario.ScoreAsync()).Score.Exact);
    }
}
