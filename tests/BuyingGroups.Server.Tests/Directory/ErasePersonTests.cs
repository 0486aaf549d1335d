using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Directory;

/// <summary>A person who is erased is gone from everything, on every server.</summary>
public sealed class ErasePersonTests : IDisposable
{
    private const string Visit = "Visit Webpage";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_left_of_the_person_and_the_group_goes_on_without()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        var (ada, bob) =
            (await scenario.MemberAsync("Ada", Scenario.DecisionMaker), await scenario.MemberAsync("Bob", Scenario.Influencer));
        await scenario.AssignAsync(ada, Scenario.DecisionMaker, MembershipSource.System);
        await scenario.RecordAsync(ada, Visit, server.Clock.GetUtcNow(), 12);
        await scenario.RecordAsync(bob, Visit, server.Clock.GetUtcNow(), 12);
        Assert.Equal(9, (await scenario.ScoreAsync()).Score.Exact);

        Assert.Equal(1, (await server.Client.Directory.ErasePersonAsync(new() { PersonId = ada })).MembershipsEnded);

        Assert.Equal(4, (await scenario.ScoreAsync()).Score.Exact);
        foreach (var table in await StoredRows.ReadAsync(
            _folder.Path,
            "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE c.name = 'person_id'"))
        {
            Assert.Empty(await StoredRows.ReadAsync(_folder.Path, $"SELECT * FROM {table} WHERE person_id = '{ada}'"));
        }

        Assert.Empty(await StoredRows.ReadAsync(_folder.Path, $"SELECT * FROM person WHERE id = '{ada}'"));
        var counters = await server.InspectAsync(scenario.Account, ada);
        Assert.Equal((0, 0), (counters.Counters.Count, counters.RememberedIds));
        Assert.Equal(StatusCode.NotFound, await CodeAsync(() => server.Client.Directory.GetPersonAsync(new() { PersonId = ada })));
        Assert.Equal(StatusCode.NotFound, await CodeAsync(() => server.Client.Directory.ErasePersonAsync(new() { PersonId = ada })));
        Assert.Equal(
            StatusCode.NotFound,
            await CodeAsync(
                () => server.Client.Memberships.GetMembershipAsync(new() { BuyingGroupId = scenario.GroupId, PersonId = ada })));

        var events = (await server.Client.Events.ListEventsAsync(
            new() { Filter = new() { BuyingGroupIds = { scenario.GroupId } } })).Events;
        Assert.DoesNotContain(events, change => change.ToString().Contains(ada, StringComparison.Ordinal));
        Assert.Equal([EventType.MemberRemoved, EventType.CompletenessChanged], events.TakeLast(2).Select(change => change.Type));
        Assert.Equal((67, 33), (events[^1].OldValue.Completeness.Displayed, events[^1].NewValue.Completeness.Displayed));
        Assert.Equal(Scenario.DecisionMaker, events[^2].OldValue.RoleId);
    }

    [Fact]
    public async Task A_watcher_who_comes_later_reads_nothing_of_the_person()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        // Somebody watches, so that the server keeps the events in memory.
        using var watching = server.Client.Events.WatchEvents(new(), deadline: DateTime.UtcNow.AddSeconds(60));
        await watching.ResponseStream.NextAsync();
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        while (watching.ResponseStream.Current.Events.All(change => change.PersonId != ada))
        {
            Assert.True(await watching.ResponseStream.NextAsync());
        }

        await server.Client.Directory.ErasePersonAsync(new() { PersonId = ada });
        await Task.Delay(1_500);

        using var late = server.Client.Events.WatchEvents(new() { AfterPosition = 0 });
        await late.ResponseStream.NextAsync();
        var told = late.ResponseStream.Current.ToString();
        Assert.DoesNotContain(ada, told, StringComparison.Ordinal);
        Assert.Contains("MEMBER_ASSIGNED", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_of_the_same_id_begins_with_nothing()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        var activity = Scenario.Activity(ada, Visit, server.Clock.GetUtcNow(), 9);
        await server.Client.Activities.RecordActivityAsync(new() { Activity = activity });
        await server.Client.Directory.ErasePersonAsync(new() { PersonId = ada });
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Activities.RecordActivityAsync(new() { Activity = activity }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);

        Assert.Equal(ada, await scenario.MemberAsync("Ada", Scenario.DecisionMaker));
        Assert.Equal(0, (await scenario.ScoreAsync()).Score.Exact);
        Assert.Equal(RecordOutcome.Recorded, (await server.Client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome);
        Assert.Equal(3.75, (await scenario.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task Who_had_moved_is_gone_from_both_accounts_and_can_begin_anew_in_the_old_one()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        var other = scenario.Unique("other");
        await scenario.AccountAsync(other);
        var ada = await scenario.PersonAsync("Ada");
        await scenario.RecordAsync(ada, Visit, server.Clock.GetUtcNow(), 9);
        await scenario.PersonAsync("Ada", other);
        Assert.Equal(other, (await server.InspectAsync(scenario.Account, ada)).MovedTo);

        await server.Client.Directory.ErasePersonAsync(new() { PersonId = ada });

        foreach (var account in new[] { scenario.Account, other })
        {
            var left = await server.InspectAsync(account, ada);
            Assert.Equal((0, 0, null), (left.Counters.Count, left.RememberedIds, left.MovedTo));
        }

        await scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, server.Clock.GetUtcNow(), 12));
        Assert.Equal(5, (await scenario.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task What_somebody_new_of_the_same_id_does_while_the_erasure_ends_is_kept()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        await scenario.RecordAsync(ada, Visit, server.Clock.GetUtcNow(), 9);
        var erasing = server.Client.Directory.ErasePersonAsync(new() { PersonId = ada }).ResponseAsync;
        await Eventually.HoldsAsync(
            () => CodeOf(() => server.Client.Directory.GetPersonAsync(new() { PersonId = ada }).GetAwaiter().GetResult())
                == StatusCode.NotFound,
            "the erasure");
        await scenario.PersonAsync("Ada");
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, server.Clock.GetUtcNow(), 4));

        await erasing;
        await Task.Delay(300);
        Assert.Equal(4, (await server.InspectAsync(scenario.Account, ada)).Counters.Single().Count);
    }

    [SkippableFact]
    public async Task No_other_server_records_for_the_person_or_counts_the_person()
    {
        await using var servers = await TwoServers.StartAsync();
        var here = await new Scenario(servers.A.Client).GroupAsync();
        var there = here.Through(servers.B.Client);
        var ada = await here.MemberAsync("Ada", Scenario.DecisionMaker);
        await there.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 12);
        Assert.Equal(5, (await there.ScoreAsync()).Score.Exact);
        using var stop = new CancellationTokenSource();
        // While the other server records for the person, as fast as it can.
        var recording = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await there.RecordAsync(ada, Visit, DateTimeOffset.UtcNow);
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.InvalidArgument)
                {
                    // Known no more.
                }
            }
        });
        await servers.A.Client.Directory.ErasePersonAsync(new() { PersonId = ada });

        Assert.Equal(0, (await there.ScoreAsync()).Score.Exact);
        await Task.Delay(300);
        await stop.CancelAsync();
        await recording.EndsAsync("the last recording");
        var counters = await servers.B.InspectAsync(here.Account, ada);
        Assert.Equal((0, 0), (counters.Counters.Count, counters.RememberedIds));
    }

    [SkippableFact]
    public async Task With_Redis_away_the_person_goes_at_once_and_the_counters_when_it_is_back()
    {
        using var redis = new RedisServer("--appendonly", "yes", "--appendfsync", "always");
        await using var server = await RunningServer.StartAsync(
            _folder.Path, ("Redis:ConnectionString", redis.ConnectionString), ("Redis:TimeoutMilliseconds", "500"));
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        await scenario.RecordAsync(ada, Visit, server.Clock.GetUtcNow(), 12);
        redis.Kill();

        await server.Client.Directory.ErasePersonAsync(new() { PersonId = ada });
        Assert.Equal(StatusCode.NotFound, await CodeAsync(() => server.Client.Directory.GetPersonAsync(new() { PersonId = ada })));
        var early = (await server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = ada, AccountId = scenario.Account } } })).Results.Single();
        Assert.Equal((int)StatusCode.Unavailable, early.Error.Code);

        redis.Start();
        var again = await Eventually.AnswersAsync(async () =>
        {
            var result = (await server.Client.Directory.BatchUpsertPeopleAsync(
                new() { People = { new Person { PersonId = ada, AccountId = scenario.Account } } })).Results.Single();
            return result.Error is null ? result : throw new RpcException(new Status(StatusCode.Unavailable, "not yet"));
        });
        Assert.Equal(UpsertOutcome.Created, again.Outcome);
        Assert.Empty((await server.InspectAsync(scenario.Account, ada)).Counters);
    }

    private static StatusCode CodeOf(Action call)
    {
        try
        {
            call();
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }

    private static async Task<StatusCode> CodeAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await call())).StatusCode;
}
