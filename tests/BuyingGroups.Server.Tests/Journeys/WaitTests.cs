using System.Diagnostics;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace BuyingGroups.Server.Tests.Journeys;

/// <summary>A wait node: the first matching event after a position, or nothing once the time is over.</summary>
public sealed class WaitTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task The_first_matching_event_ends_the_wait()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.PersonAsync("Ann");
        var waiting = WaitAsync(
            new() { BuyingGroupIds = { scenario.GroupId }, Types_ = { EventType.MemberRemoved } }, TimeSpan.FromSeconds(20));
        await Task.Delay(100);

        await scenario.AssignAsync(ann, Scenario.DecisionMaker, MembershipSource.Manual);
        Assert.False(waiting.IsCompleted);
        await scenario.RemoveAsync(ann, MembershipSource.Manual);

        var answer = await waiting;
        Assert.Equal((EventType.MemberRemoved, ann, answer.Position), (answer.Event.Type, answer.Event.PersonId, answer.Event.Position));
    }

    [Fact]
    public async Task What_happened_before_the_call_is_found_after_its_position()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var filter = new EventFilter { BuyingGroupIds = { scenario.GroupId }, Types_ = { EventType.MemberAssigned } };
        await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        await scenario.MemberAsync("Bob", Scenario.Influencer);

        var first = await WaitAsync(filter, TimeSpan.FromSeconds(20), after: 0);
        var second = await WaitAsync(filter, TimeSpan.FromSeconds(20), first.Position);
        var none = await WaitAsync(filter, TimeSpan.FromMilliseconds(200), second.Position);

        Assert.Equal([scenario.Unique("Ann"), scenario.Unique("Bob")], new[] { first, second }.Select(answer => answer.Event.PersonId));
        Assert.Null(none.Event);
        Assert.InRange(none.Position, second.Position + 1, long.MaxValue);
    }

    [Fact]
    public async Task Without_an_event_it_answers_in_time_also_before_the_calls_deadline()
    {
        var watch = Stopwatch.StartNew();
        var answer = await WaitAsync(new() { BuyingGroupIds = { "no-group" } }, TimeSpan.FromMilliseconds(300));
        Assert.InRange(watch.ElapsedMilliseconds, 300, 10_000);
        Assert.Null(answer.Event);

        var early = await server.Client.Journeys.WaitForEventAsync(
            new() { Filter = new() { BuyingGroupIds = { "no-group" } }, Timeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)) },
            deadline: DateTime.UtcNow.AddSeconds(2));
        Assert.Null(early.Event);
    }

    [Fact]
    public async Task Bad_input_names_its_field()
    {
        var journeys = server.Client.Journeys;
        var filter = new EventFilter { AccountIds = { "acme" } };
        await Refusal.ExpectAsync(
            () => journeys.WaitForEventAsync(new() { Filter = filter, Timeout = Duration.FromTimeSpan(TimeSpan.FromHours(2)) }),
            "timeout",
            "OUT_OF_RANGE");
        await Refusal.ExpectAsync(() => journeys.WaitForEventAsync(new() { Filter = filter, Timeout = new() }), "timeout", "OUT_OF_RANGE");
        await Refusal.ExpectAsync(
            () => journeys.WaitForEventAsync(new() { Filter = filter, AfterPosition = -1 }), "after_position", "OUT_OF_RANGE");
        await Refusal.ExpectAsync(
            () => journeys.WaitForEventAsync(new() { Filter = new() { NewCompleteness = new() { Value = 3 } } }),
            "filter.new_completeness.comparison",
            "REQUIRED");
        await Refusal.ExpectAsync(
            () => journeys.WaitForEventAsync(new() { Filter = new() { Types_ = { EventType.Unspecified } } }), "filter.types[0]",
            "REQUIRED");
    }

    [Fact]
    public async Task A_wait_for_anything_at_all_is_refused_with_a_filter_that_asks_for_nothing_as_without_one()
    {
        await new Scenario(server.Client).GroupAsync();

        var journeys = server.Client.Journeys;
        await Refusal.ExpectAsync(() => journeys.WaitForEventAsync(new() { AfterPosition = 0 }), "filter", "REQUIRED");
        await Refusal.ExpectAsync(() => journeys.WaitForEventAsync(new() { Filter = new(), AfterPosition = 0 }), "filter", "REQUIRED");
    }

    private async Task<WaitForEventResponse> WaitAsync(EventFilter filter, TimeSpan timeout, long? after = null)
    {
        var request = new WaitForEventRequest { Filter = filter, Timeout = Duration.FromTimeSpan(timeout) };
        if (after is { } position)
        {
            request.AfterPosition = position;
        }

        return await server.Client.Journeys.WaitForEventAsync(request, deadline: DateTime.UtcNow.AddSeconds(60));
    }
}
