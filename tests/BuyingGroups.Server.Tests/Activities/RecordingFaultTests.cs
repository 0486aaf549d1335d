using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Xunit;

namespace BuyingGroups.Server.Tests.Activities;

/// <summary>All that is wrong with an activity is told at once; only one that nothing is wrong with is expired, or a duplicate.</summary>
public sealed class RecordingFaultTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Visit = "Visit Webpage";

    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task All_faults_of_an_activity_are_told_at_once()
    {
        var results = await RecordAsync(
            new Activity
            {
                ActivityId = new string('a', 129),
                PersonId = "nobody",
                ActivityType = "Fell Asleep",
                OccurredAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(10)),
                Count = 0,
            },
            new Activity());

        Assert.Equal(
            [
                ("activities[0].activity_id", "TOO_LONG"), ("activities[0].activity_type", "UNKNOWN_ACTIVITY_TYPE"),
                ("activities[0].count", "OUT_OF_RANGE"), ("activities[0].occurred_at", "IN_THE_FUTURE"),
                ("activities[0].person_id", "UNKNOWN_PERSON"),
            ],
            Violations(results[0]));
        Assert.Equal(
            [
                ("activities[1].activity_id", "REQUIRED"), ("activities[1].activity_type", "REQUIRED"),
                ("activities[1].occurred_at", "REQUIRED"), ("activities[1].person_id", "REQUIRED"),
            ],
            Violations(results[1]));
    }

    [Fact]
    public async Task An_old_activity_of_nobody_or_of_no_type_is_a_fault_and_not_expired()
    {
        await _scenario.AccountAsync(_scenario.Account);
        var ada = await _scenario.PersonAsync("Ada");
        var old = DateTimeOffset.UtcNow.AddDays(-31);

        var results = await RecordAsync(
            Scenario.Activity("nobody", Visit, old), Scenario.Activity(ada, "Fell Asleep", old), Scenario.Activity(ada, Visit, old));

        Refusal.Expect(results[0].Error, "activities[0].person_id", "UNKNOWN_PERSON");
        Refusal.Expect(results[1].Error, "activities[1].activity_type", "UNKNOWN_ACTIVITY_TYPE");
        Assert.Equal(RecordOutcome.Expired, results[2].Outcome);
    }

    [Fact]
    public async Task A_counter_takes_16777215_and_refuses_what_would_pass_it()
    {
        await _scenario.AccountAsync(_scenario.Account);
        var ada = await _scenario.PersonAsync("Ada");
        var now = DateTimeOffset.UtcNow;
        long[] counts = [.. Enumerable.Repeat(1_000_000L, 16), 777_216, 777_215, 1];

        var results = await RecordAsync([.. counts.Select((count, index) => Scenario.Activity(ada, Visit, now, count, $"full-{index}"))]);

        Assert.All(results.Take(16), result => Assert.Equal(RecordOutcome.Recorded, result.Outcome));
        ExpectFull(results[16], "activities[16]");
        Assert.Equal(RecordOutcome.Recorded, results[17].Outcome);
        ExpectFull(results[18], "activities[18]");
        Assert.Equal(16_777_215, Assert.Single((await server.Server.InspectAsync(_scenario.Account, ada)).Counters).Count);

        // What was refused isn't remembered: on another day, or as another type, there is room for it.
        var again = await RecordAsync(
            Scenario.Activity(ada, Visit, now.AddDays(-1), 777_216, "full-16"), Scenario.Activity(ada, "Click Link", now, 1, "full-18"));
        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Recorded], again.Select(result => result.Outcome));
    }

    private static void ExpectFull(RecordResult result, string subject)
    {
        Assert.Equal((int)Code.FailedPrecondition, result.Error?.Code);
        Assert.Equal("COUNTER_FULL", result.Error!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Equal(subject, Assert.Single(result.Error.GetDetail<PreconditionFailure>()!.Violations).Subject);
    }

    private static IEnumerable<(string, string)> Violations(RecordResult result)
    {
        Assert.Equal((int)Code.InvalidArgument, result.Error?.Code);
        return result.Error!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => (violation.Field, violation.Reason)).Order();
    }

    private async Task<IReadOnlyList<RecordResult>> RecordAsync(params Activity[] activities) =>
        (await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { activities } })).Results;
}
