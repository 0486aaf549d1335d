using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Security;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Xunit;

namespace BuyingGroups.Server.Tests.Limits;

/// <summary>What is more than the limits is refused at once, with the time to come back, and takes nothing from the others.</summary>
public sealed class CallLimitsTests : IDisposable
{
    /// <summary>A watch answers something soon.</summary>
    private static readonly (string, string) Heartbeat = ("Events:HeartbeatSeconds", "1");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_caller_has_so_many_streams_and_a_place_again_when_one_has_ended()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Limits:StreamsPerCaller", "2"), Heartbeat);
        using var first = await WatchAsync(server.Client);
        using var second = await WatchAsync(server.Client);

        var refused = await Assert.ThrowsAsync<RpcException>(() => WatchAsync(server.Client));

        Expect(refused, "TOO_MANY_STREAMS", "2 of one caller, and 10,000 of all");
        await server.Client.Roles.ListRolesAsync(new());
        first.Dispose();
        using var third = await Eventually.AnswersAsync(async () =>
        {
            try
            {
                return await WatchAsync(server.Client);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
            {
                // The server learns of the end a moment later.
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet"));
            }
        });
    }

    [Fact]
    public async Task One_caller_at_its_limit_takes_nothing_from_another()
    {
        using var authority = new TestAuthority();
        await using var server = await RunningServer.StartAsync(
            _folder.Path, [.. authority.Settings(_folder.Path), ("Limits:StreamsPerCaller", "1"), ("Limits:Streams", "3"), Heartbeat]);
        using var noisy = ClientOf(server, authority, "noisy");
        using var quiet = ClientOf(server, authority, "quiet");
        using var of = await WatchAsync(noisy);

        Expect(await Assert.ThrowsAsync<RpcException>(() => WatchAsync(noisy)), "TOO_MANY_STREAMS", "1 of one caller, and 3 of all");
        using var other = await WatchAsync(quiet);
    }

    [Fact]
    public async Task All_callers_together_have_a_limit_too()
    {
        using var authority = new TestAuthority();
        await using var server = await RunningServer.StartAsync(
            _folder.Path, [.. authority.Settings(_folder.Path), ("Limits:StreamsPerCaller", "2"), ("Limits:Streams", "2"), Heartbeat]);
        using var a = ClientOf(server, authority, "a");
        using var b = ClientOf(server, authority, "b");
        using var c = ClientOf(server, authority, "c");
        using var first = await WatchAsync(a);
        using var second = await WatchAsync(b);

        Expect(await Assert.ThrowsAsync<RpcException>(() => WatchAsync(c)), "TOO_MANY_STREAMS", "2 of one caller, and 2 of all");
    }

    [Fact]
    public async Task Single_calls_that_are_stuck_do_not_pile_up_and_health_answers_beside_them()
    {
        await using var server = await RunningServer.StartAsync(
            _folder.Path, ("Limits:CallsPerCaller", "2"), ("Sql:BusyTimeoutMilliseconds", "30000"), ("Jobs:DailyAt", ""));
        // One that doesn't come back by itself until it is let in.
        using var client = BuyingGroupsClient.Create(server.Address, options => options.MaxAttempts = 1);
        var file = Path.Combine(_folder.Path, "buyinggroups.db");
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        await other.OpenAsync();
        await using var locking = other.CreateCommand();
        locking.CommandText = "BEGIN IMMEDIATE";
        await locking.ExecuteNonQueryAsync();
        // One more than there is room for. Which one is refused depends on the order in which they come in; the other two are stuck then.
        var calls = Enumerable.Range(0, 3)
            .Select(i => client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = $"Role {i}" } }).ResponseAsync)
            .ToArray();
        var ended = await Task.WhenAny(calls).EndsAsync("the refusal");

        Expect(await Assert.ThrowsAsync<RpcException>(() => ended), "TOO_MANY_CALLS", "2 of one caller, and 5,000 of all");
        Expect(Assert.Throws<RpcException>(() => client.Roles.ListRoles(new())), "TOO_MANY_CALLS", "2 of one caller, and 5,000 of all");
        using var channel = GrpcChannel.ForAddress(server.Address);
        var liveness = await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "liveness" });
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, liveness.Status);
        locking.CommandText = "ROLLBACK";
        await locking.ExecuteNonQueryAsync();
        await Task.WhenAll(calls.Where(call => call != ended)).EndsAsync("the answers to those that were stuck");
    }

    [Fact]
    public async Task Costly_methods_are_held_tighter()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Limits:CostlyCallsPerCaller", "1"));
        var scenario = await new Scenario(server.Client).GroupAsync();
        var request = new TestPersonConditionRequest { AccountId = scenario.Account, Condition = new() { Text = "city IS EMPTY" } };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            try
            {
                await server.Client.Directory.TestPersonConditionAsync(request);
                return null;
            }
            catch (RpcException exception)
            {
                return exception;
            }
        }));

        Assert.Contains(null, outcomes);
        var refused = outcomes.OfType<RpcException>().ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, exception => Expect(exception, "TOO_MANY_COSTLY_CALLS", "1 of one caller, and 64 of all"));
        await server.Client.Directory.GetAccountAsync(new() { AccountId = scenario.Account });
    }

    [Fact]
    public async Task Watching_health_is_bounded_and_asking_for_it_is_not()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Limits:HealthWatchesPerAddress", "2"));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var health = new Grpc.Health.V1.Health.HealthClient(channel);
        using var first = health.Watch(new HealthCheckRequest());
        using var second = health.Watch(new HealthCheckRequest());
        Assert.True(await first.ResponseStream.NextAsync() && await second.ResponseStream.NextAsync());

        using var third = health.Watch(new HealthCheckRequest());
        var refused = await Assert.ThrowsAsync<RpcException>(() => third.ResponseStream.NextAsync());

        Expect(refused, "TOO_MANY_HEALTH_WATCHES", "2 of one caller, and 1,000 of all");
        Assert.All(
            await Task.WhenAll(
                Enumerable.Range(0, 50).Select(async _ => await health.CheckAsync(new HealthCheckRequest { Service = "liveness" }))),
            answer => Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_on_which_nothing_is_sent_ends_and_says_so(bool after)
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Limits:IdleStreamSeconds", "1"));
        var scenario = await new Scenario(server.Client).GroupAsync();
        var person = await scenario.PersonAsync("adam");
        using var stream = server.Client.Activities.StreamRecordActivities(deadline: DateTime.UtcNow.AddSeconds(30));
        if (after)
        {
            await stream.RequestStream.WriteAsync(
                new() { Activities = { Scenario.Activity(person, "Visit Webpage", DateTimeOffset.UtcNow) } });
            Assert.True(await stream.ResponseStream.NextAsync());
            Assert.Equal(RecordOutcome.Recorded, Assert.Single(stream.ResponseStream.Current.Results).Outcome);
        }

        var ended = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.NextAsync());
        using var load = server.Client.Audiences.LoadAudienceAccounts(deadline: DateTime.UtcNow.AddSeconds(30));
        var loadEnded = await Assert.ThrowsAsync<RpcException>(async () => await load);

        Assert.All(
            [ended, loadEnded],
            exception => Assert.Equal(
                (StatusCode.Unavailable, "STREAM_IDLE"),
                (exception.StatusCode, exception.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason)));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_not_asked_for_again()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        using var client = BuyingGroupsClient.Create(server.Address, options => options.MaxAttempts = 5);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.Directory.BatchUpsertPeopleAsync(new() { People = { new Person { FirstName = new string('x', 5_000_000) } } }));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("-1", refused.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Theory]
    [InlineData("Limits:Calls", "0")]
    [InlineData("Limits:IdleStreamSeconds", "0")]
    [InlineData("Limits:CostlyCallsPerCaller", "many")]
    public async Task A_limit_that_is_none_stops_the_start(string key, string value)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => RunningServer.StartAsync(_folder.Path, (key, value)));

        Assert.Contains(key.Split(':')[1], failure.Message, StringComparison.Ordinal);
    }

    private static BuyingGroupsClient ClientOf(RunningServer server, TestAuthority authority, string name)
    {
        var token = authority.Token(new Dictionary<string, object> { ["client_id"] = name, ["scope"] = Scopes.EventsRead });
        return BuyingGroupsClient.Create(server.Address, options =>
        {
            options.MaxAttempts = 1;
            options.BearerToken = _ => ValueTask.FromResult(token);
        });
    }

    /// <summary>A watch that has begun.</summary>
    private static async Task<AsyncServerStreamingCall<WatchEventsResponse>> WatchAsync(BuyingGroupsClient client)
    {
        var call = client.Events.WatchEvents(new(), deadline: DateTime.UtcNow.AddMinutes(1));
        try
        {
            Assert.True(await call.ResponseStream.NextAsync());
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    private static void Expect(RpcException refused, string reason, string says)
    {
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains(says, refused.Status.Detail, StringComparison.Ordinal);
        var status = refused.GetRpcStatus()!;
        Assert.Equal((reason, "buyinggroups"), (status.GetDetail<ErrorInfo>().Reason, status.GetDetail<ErrorInfo>().Domain));
        var delay = status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan();
        Assert.InRange(delay, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1_500));
        Assert.Equal($"{delay.TotalMilliseconds:0}", refused.Trailers.GetValue("grpc-retry-pushback-ms"));
    }
}
