using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static BuyingGroups.V1.EventType;

namespace BuyingGroups.Server.Tests.Events;

/// <summary>Watchers see every change of groups once, in order, and can go on where they were.</summary>
public sealed class WatchTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task Every_change_of_a_group_is_told_with_what_held_before_and_since()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        await using var watching = await WatchAsync(scenario);

        var ann = await scenario.PersonAsync("Ann");
        await scenario.AssignAsync(ann, Scenario.DecisionMaker, MembershipSource.Journey);
        await scenario.AssignAsync(ann, Scenario.Influencer, MembershipSource.Manual);
        await scenario.RemoveAsync(ann, MembershipSource.Manual);
        await server.Client.Groups.SetBuyingGroupStatusAsync(
            new() { BuyingGroupId = scenario.GroupId, Status = "waiting", Reason = "budget", OnBehalfOf = "eve" });
        await server.Client.Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId });

        var events = await watching.AtLeastAsync(7);
        Assert.Equal(
            [MemberAssigned, CompletenessChanged, RoleChanged, MemberRemoved, CompletenessChanged, StatusChanged, GroupDeleted],
            events.Select(change => change.Type));
        Assert.All(events, change => Assert.Equal(
            (scenario.GroupId, scenario.SolutionInterestId, scenario.Account),
            (change.BuyingGroupId, change.SolutionInterestId, change.AccountId)));
        Assert.Equal([ann, "", ann, ann, "", "", ""], events.Select(change => change.PersonId));
        Assert.Equal((null, Scenario.DecisionMaker), (events[0].OldValue?.RoleId, events[0].NewValue.RoleId));
        Assert.Equal((0, 33), (events[1].OldValue.Completeness.Displayed, events[1].NewValue.Completeness.Displayed));
        Assert.Equal((Scenario.DecisionMaker, Scenario.Influencer), (events[2].OldValue.RoleId, events[2].NewValue.RoleId));
        Assert.Equal((Scenario.Influencer, null), (events[3].OldValue.RoleId, events[3].NewValue?.RoleId));
        Assert.Equal(("", "waiting"), (events[5].OldValue.Status, events[5].NewValue.Status));
        Assert.Equal(
            (MembershipSource.Manual, "eve", "budget"), (events[5].Source, events[5].Author, events[5].Reason));
        Assert.Equal((MembershipSource.Journey, "local", "by Journey"), (events[0].Source, events[0].Author, events[0].Reason));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => events[0].Position + i), events.Select(change => change.Position));
    }

    [Fact]
    public async Task What_changes_nothing_is_not_told()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        await server.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "new" });
        await using var watching = await WatchAsync(scenario);

        await scenario.AssignAsync(ann, Scenario.DecisionMaker, MembershipSource.Manual);
        await scenario.RemoveAsync(ann, MembershipSource.System);
        await scenario.RemoveAsync(await scenario.PersonAsync("Bob"), MembershipSource.Manual);
        await server.Client.Memberships.ReleaseMemberAsync(
            new() { BuyingGroupId = scenario.GroupId, PersonId = ann, Source = MembershipSource.Manual });
        await server.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = " new " });
        await scenario.MemberAsync("Eve", Scenario.Influencer);

        Assert.Equal([MemberAssigned, CompletenessChanged], (await watching.AtLeastAsync(2)).Select(change => change.Type));
    }

    [Fact]
    public async Task A_watcher_that_resumes_sees_what_came_after_its_position_exactly_once()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var person = await scenario.PersonAsync("Ann");
        var seen = new List<Event>();
        var start = (await server.Client.Events.ListEventsAsync(
            new() { Filter = new() { BuyingGroupIds = { scenario.GroupId } } })).Position;
        for (var round = 0; round < 4; round++)
        {
            await AssignAndRemoveAsync(scenario, person);
            await using var watching = await WatchAsync(scenario, start);
            await AssignAndRemoveAsync(scenario, person);
            seen.AddRange(await watching.AtLeastAsync(8));
            start = watching.Position;
        }

        Assert.Equal(32, seen.Count);
        Assert.Equal(seen.Select(change => change.Position).Distinct().Order(), seen.Select(change => change.Position));
    }

    [Fact]
    public async Task A_quiet_watcher_gets_heartbeats_with_the_latest_position()
    {
        using var folder = new TemporaryFolder();
        await using var quiet = await RunningServer.StartAsync(folder.Path, ("Events:HeartbeatSeconds", "1"));
        var scenario = new Scenario(quiet.Client);
        await using var watching = await Watching.StartAsync(
            quiet.Client.Events, new() { Filter = new() { BuyingGroupIds = { "no-group" } } });

        await scenario.GroupAsync();
        await scenario.MemberAsync("Ann", Scenario.DecisionMaker);

        await Eventually.HoldsAsync(() => watching.Position == 3, "a heartbeat with the position of the last event");
        Assert.Empty(watching.Events);
        Assert.InRange(watching.Heartbeats, 2, int.MaxValue);
    }

    [Fact]
    public async Task A_watcher_begins_at_a_time()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        server.Server.Clock.Advance(TimeSpan.FromMinutes(10));
        var since = server.Server.Clock.GetUtcNow();
        await scenario.MemberAsync("Bob", Scenario.Influencer);

        await using var watching = await Watching.StartAsync(
            server.Client.Events, new() { SinceTime = since.ToTimestamp(), Filter = new() { BuyingGroupIds = { scenario.GroupId } } });

        var events = await watching.AtLeastAsync(2);
        Assert.Equal([MemberAssigned, CompletenessChanged], events.Select(change => change.Type));
        Assert.Equal(scenario.Unique("Bob"), events[0].PersonId);
    }

    [Fact]
    public async Task The_list_has_the_same_events_page_by_page()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        for (var i = 0; i < 5; i++)
        {
            await AssignAndRemoveAsync(scenario, await scenario.PersonAsync($"P{i}"));
        }

        var listed = new List<Event>();
        var request = new ListEventsRequest
        {
            PageSize = 3,
            Filter = new() { BuyingGroupIds = { scenario.GroupId }, Types_ = { MemberAssigned, GroupCreated } },
        };
        do
        {
            var page = await server.Client.Events.ListEventsAsync(request);
            Assert.InRange(page.Events.Count, 0, 3);
            listed.AddRange(page.Events);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal([GroupCreated, .. Enumerable.Repeat(MemberAssigned, 5)], listed.Select(change => change.Type));
    }

    [Fact]
    public async Task Positions_that_there_are_not_are_out_of_range()
    {
        var ahead = await Watching.StartAsync(server.Client.Events, new() { AfterPosition = 1_000_000_000 });
        ExpectOutOfRange(await ahead.EndedAsync(), "POSITION_AHEAD");
        var list = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Events.ListEventsAsync(new() { AfterPosition = 1_000_000_000 }));
        ExpectOutOfRange(list, "POSITION_AHEAD");
        await Refusal.ExpectAsync(
            () => server.Client.Events.ListEventsAsync(new() { AfterPosition = -1 }), "after_position", "OUT_OF_RANGE");
    }

    [Fact]
    public async Task Old_events_are_dropped_and_then_their_positions_are_out_of_range()
    {
        using var folder = new TemporaryFolder();
        DateTimeOffset began;
        Scenario scenario;
        await using (var before = await RunningServer.StartAsync(folder.Path))
        {
            before.Clock.Advance(TimeSpan.FromDays(-31));
            began = before.Clock.GetUtcNow();
            scenario = await new Scenario(before.Client).GroupAsync();
            await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        }

        await using var aged = await RunningServer.StartAsync(folder.Path, ("Events:UpkeepSeconds", "1"), ("Events:KeepDays", "30"));
        await scenario.Through(aged.Client).MemberAsync("Bob", Scenario.Influencer);

        await Eventually.HoldsAsync(
            () => aged.Client.Events.ListEvents(new ListEventsRequest()).Events.Count == 2, "dropping the events of a month ago");

        ExpectOutOfRange(
            await Assert.ThrowsAsync<RpcException>(async () => await aged.Client.Events.ListEventsAsync(new() { AfterPosition = 2 })),
            "POSITION_TOO_OLD");
        ExpectOutOfRange(
            await Assert.ThrowsAsync<RpcException>(
                async () => await aged.Client.Events.ListEventsAsync(new() { SinceTime = began.ToTimestamp() })),
            "POSITION_TOO_OLD");
        Assert.Equal(2, (await aged.Client.Events.ListEventsAsync(new() { AfterPosition = 3 })).Events.Count);
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_is_cut_off_and_can_resume()
    {
        using var folder = new TemporaryFolder();
        await using var impatient = await RunningServer.StartAsync(
            folder.Path, ("Events:SlowWatcherSeconds", "1"), ("Events:RecentEvents", "100"));
        var scenario = await new Scenario(impatient.Client).GroupAsync();
        var person = await scenario.PersonAsync("Ann");
        using var call = impatient.Client.Events.WatchEvents(new WatchEventsRequest { AfterPosition = 0 });
        await call.ResponseHeadersAsync.EndsAsync("the headers of the answer");

        // More than the connection's buffers take.
        var reason = new string('x', 500);
        const int Commands = 2_000;
        for (var batch = 0; batch < Commands / 500; batch++)
        {
            await impatient.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = $"batch {batch}" });
            await impatient.Client.Journeys.BatchExecuteActionsAsync(new()
            {
                Actions =
                {
                    Enumerable.Range(0, 500).Select(i => new JourneyAction
                    {
                        SolutionInterestId = scenario.SolutionInterestId,
                        AccountId = scenario.Account,
                        UpdateStatus = new() { Status = $"{batch} {i}" },
                        JourneyId = "j",
                        NodeId = "n",
                        Reason = reason,
                    }),
                },
            });
        }

        await Task.Delay(TimeSpan.FromSeconds(3));
        var last = 0L;
        var seen = new List<long>();
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.NextAsync())
            {
                last = call.ResponseStream.Current.Position;
                seen.AddRange(call.ResponseStream.Current.Events.Select(change => change.Position));
            }
        });
        Assert.Equal(
            (StatusCode.Aborted, "WATCHER_TOO_SLOW"),
            (end.StatusCode, end.GetRpcStatus()?.GetDetail<ErrorInfo>().Reason ?? end.ToString()));
        Assert.InRange(seen.Count, 1, Commands);

        await using var resumed = await Watching.StartAsync(impatient.Client.Events, new() { AfterPosition = last });
        seen.AddRange((await resumed.AtLeastAsync(1 + Commands + (Commands / 500) - seen.Count)).Select(change => change.Position));
        Assert.Equal(Enumerable.Range(1, 1 + Commands + (Commands / 500)).Select(position => (long)position), seen);
        Assert.Equal(person, (await impatient.Client.Directory.GetPersonAsync(new() { PersonId = person })).Person.PersonId);
    }

    [Fact]
    public async Task A_server_that_stops_sends_its_watchers_elsewhere()
    {
        using var folder = new TemporaryFolder();
        var stopping = await RunningServer.StartAsync(folder.Path);
        await using var watching = await Watching.StartAsync(stopping.Client.Events, new());

        var stopped = stopping.StopAsync();

        Assert.Equal(StatusCode.Unavailable, (await watching.EndedAsync())?.StatusCode);
        await stopped.EndsAsync("the stop of the server");
        await stopping.DisposeAsync();
    }

    private static async Task AssignAndRemoveAsync(Scenario scenario, string person)
    {
        await scenario.AssignAsync(person, Scenario.DecisionMaker, MembershipSource.Manual);
        await scenario.RemoveAsync(person, MembershipSource.Manual);
    }

    private static void ExpectOutOfRange(RpcException? error, string reason) =>
        Assert.Equal((StatusCode.OutOfRange, reason), (error?.StatusCode, error?.GetRpcStatus()?.GetDetail<ErrorInfo>().Reason));

    private Task<Watching> WatchAsync(Scenario scenario, long? after = null)
    {
        var request = new WatchEventsRequest { Filter = new() { BuyingGroupIds = { scenario.GroupId } } };
        if (after is { } position)
        {
            request.AfterPosition = position;
        }

        return Watching.StartAsync(server.Client.Events, request);
    }
}
