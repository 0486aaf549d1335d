using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace BuyingGroups.Server.Tests.Activities;

/// <summary>What becomes of each activity, and on which day it counts.</summary>
public sealed class RecordingTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Visit = "Visit Webpage";

    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task A_batch_answers_item_by_item_in_order_and_a_bad_item_fails_only_itself()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var bob = await scenario.MemberAsync("Bob", Scenario.Champion);
        var now = DateTimeOffset.UtcNow;

        var answer = await server.Client.Activities.BatchRecordActivitiesAsync(new()
        {
            Activities =
            {
                Scenario.Activity(ada, Visit, now, 2, "a"),
                Scenario.Activity("", Visit, now),
                Scenario.Activity(bob, Visit, now, 3, "a"),
                Scenario.Activity(ada, Visit, now, 2, "a"),
                Scenario.Activity(ada, Visit, now.AddDays(-31), 1, "b"),
                Scenario.Activity(scenario.Unique("nobody"), Visit, now),
                Scenario.Activity(ada, "Read the Tea Leaves", now),
                Scenario.Activity(ada, Visit, now.AddMinutes(6)),
                Scenario.Activity(ada, "click email", now.AddMinutes(4), 4),
                Scenario.Activity(ada, Visit, now, 0),
            },
        });

        Assert.Equal(
            [
                RecordOutcome.Recorded, null, RecordOutcome.Recorded, RecordOutcome.Duplicate, RecordOutcome.Expired, null, null, null,
                RecordOutcome.Recorded, null,
            ],
            answer.Results.Select(result => result.HasOutcome ? result.Outcome : default(RecordOutcome?)));
        Refusal.Expect(answer.Results[1].Error, "activities[1].person_id", "REQUIRED");
        Refusal.Expect(answer.Results[5].Error, "activities[5].person_id", "UNKNOWN_PERSON");
        Refusal.Expect(answer.Results[6].Error, "activities[6].activity_type", "UNKNOWN_ACTIVITY_TYPE");
        Refusal.Expect(answer.Results[7].Error, "activities[7].occurred_at", "IN_THE_FUTURE");
        Refusal.Expect(answer.Results[9].Error, "activities[9].count", "OUT_OF_RANGE");

        // What is of tomorrow, as four minutes from now may be, counts tomorrow.
        server.Server.Clock.Advance(TimeSpan.FromMinutes(5));
        var score = await scenario.ScoreAsync();
        server.Server.Clock.Advance(TimeSpan.FromMinutes(-5));
        Assert.Equal(9, score.Score.Exact);
    }

    [Fact]
    public async Task A_retry_is_a_duplicate_also_with_another_instant_type_or_count()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var now = DateTimeOffset.UtcNow;
        var first = Scenario.Activity(ada, Visit, now, 5, "the-id");
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(first));

        foreach (var retry in new[]
        {
            first,
            Scenario.Activity(ada, Visit, now.AddDays(-3), 5, "the-id"),
            Scenario.Activity(ada, "Click Link", now, 5, "the-id"),
            Scenario.Activity(ada, Visit, now, 6, "the-id"),
        })
        {
            Assert.Equal(RecordOutcome.Duplicate, await RecordAsync(retry));
        }

        Assert.Equal(5, (await scenario.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task An_activity_of_29_days_ago_counts_and_one_of_30_days_ago_is_expired()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var today = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);

        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, today.AddDays(-29), 3));
        Assert.Equal(RecordOutcome.Expired, await scenario.RecordAsync(ada, Visit, today.AddDays(-29).AddTicks(-10), 4));
        Assert.Equal(RecordOutcome.Expired, await scenario.RecordAsync(ada, Visit, today.AddDays(-30), 4));

        Assert.Equal(3, (await scenario.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task Late_activity_counts_on_the_day_on_which_it_happened()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var today = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);
        foreach (var (daysAgo, count) in new[] { (0, 15), (20, 30), (3, 1), (20, 7), (28, 2) })
        {
            await scenario.RecordAsync(ada, Visit, today.AddDays(-daysAgo), count);
        }

        var explanation = await server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = scenario.GroupId });

        var days = explanation.Roles[0].Members[0].ActivityTypes.Single().Days;
        Assert.Equal(
            [(28, 2, 2), (20, 37, 20), (3, 1, 1), (0, 15, 15)],
            days.OrderBy(day => day.Day.ToDateTime())
                .Select(day => ((today - day.Day.ToDateTimeOffset()).Days, day.Count, day.CappedCount)));
    }

    [Fact]
    public async Task A_count_that_is_not_given_is_1()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);

        await RecordAsync(
            new Activity { ActivityId = "x", PersonId = ada, ActivityType = Visit, OccurredAt = DateTimeOffset.UtcNow.ToTimestamp() });

        Assert.Equal(1, (await scenario.ScoreAsync()).Score.Exact);
    }

    private async Task<RecordOutcome> RecordAsync(Activity activity) =>
        (await server.Client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome;
}
