using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>Days that leave the window, as the server and the store tell them.</content>
public abstract partial class CountersTests
{
    [SkippableFact]
    public async Task The_first_activity_of_a_newer_day_drops_what_has_left_the_window()
    {
        await using var earlier = await engine.ConnectAsync(new FakeTimeProvider(NoonOf(Today.AddDays(-5))));
        await earlier.Counters.RecordAsync(
            _account, _ada, [One("old", Visit, Today.AddDays(-34)), One("kept", Click, Today.AddDays(-10))], default);

        await RecordAsync(One("new", Visit));

        Assert.Equal([new(Today.AddDays(-10), Click, 1), new(Today, Visit, 1)], await ReadAsync(_ada));
        Assert.Equal(2, (await Counters.InspectAsync(_account, _ada, default)).RememberedIds);
        Assert.Equal([RecordOutcome.Duplicate, RecordOutcome.Recorded], await RecordAsync(One("kept", Click), One("old", Click)));
    }

    [SkippableTheory, InlineData(26), InlineData(24 * 40)]
    public async Task A_server_whose_clock_is_ahead_drops_nothing_that_counts(int hours)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(hours));
        await using var ahead = await engine.ConnectAsync(clock);
        var itsDay = ScoringCalendar.Utc.DayOf(clock.GetUtcNow());
        await RecordAsync([.. Enumerable.Range(0, 400).Select(n => One($"{n}", Visit, Today.AddDays(-29 + (n % 30))))]);
        var before = await ReadAsync(_ada);

        for (var n = 0; n < 20; n++)
        {
            await ahead.Counters.RecordAsync(_account, _ada, [One($"ahead-{n}", Click, itsDay)], default);
        }

        await engine.ExpireAsync(ahead.Counters);

        Assert.Equal(before.Append(new(itsDay, Click, 20)), await ReadAsync(_ada));
        Assert.All(
            await RecordAsync([.. Enumerable.Range(0, 400).Select(n => One($"{n}", Visit, Today.AddDays(-29 + (n % 30))))]),
            outcome => Assert.Equal(RecordOutcome.Duplicate, outcome));
    }

    [SkippableFact]
    public async Task Nothing_is_left_when_the_days_have_left_the_window()
    {
        // A zone in which the day ends in two seconds.
        var (calendar, midnight) = EndingDay(TimeSpan.FromSeconds(2));
        await using var connected = await engine.ConnectAsync(TimeProvider.System, calendar);
        var counters = connected.Counters;
        var last = calendar.WindowAt(DateTimeOffset.UtcNow).First;
        await counters.RecordAsync(_account, _ada, [One("a", Visit, last), One("b", Click, last)], default);
        await counters.RecordAsync(_account, _ada, [.. Enumerable.Range(0, 20).Select(n => One($"c{n}", Visit, last))], default);
        await counters.RecordAsync(_account, new("eve"), [One("a", Visit, last)], default);
        await counters.MovePersonAsync(new("eve"), _account, Elsewhere, "move", default);
        Assert.Equal(2, (await ReadAsync(_ada)).Length);
        Assert.NotEmpty(await ReadAsync(new("eve"), Elsewhere));

        await Task.Delay(midnight - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(200));
        await engine.ExpireAsync(counters);

        Assert.Empty(await ReadAsync(_ada));
        // What remains are the traces of the move.
        Assert.InRange(await CountKeysAsync(_account), 1, 2);
        Assert.Equal(1, await CountKeysAsync(Elsewhere));
        Assert.Equal(
            [RecordOutcome.Recorded],
            (await counters.RecordAsync(_account, _ada, [One("a", Visit, calendar.DayOf(DateTimeOffset.UtcNow))], default)).Outcomes);
        Assert.Equal(1, (await counters.InspectAsync(_account, _ada, default)).RememberedIds);
    }

    [SkippableFact]
    public async Task An_id_that_left_the_window_counts_again()
    {
        await using var earlier = await engine.ConnectAsync(new FakeTimeProvider(NoonOf(Today.AddDays(-5))));
        await earlier.Counters.RecordAsync(
            _account, _ada, [One("a", Visit, Today.AddDays(-31)), One("b", Visit, Today.AddDays(-5))], default);

        Assert.Equal([RecordOutcome.Recorded], await RecordAsync(One("c", Visit)));
        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Duplicate], await RecordAsync(One("a", Visit), One("b", Visit)));
        Assert.Equal([new(Today.AddDays(-5), Visit, 1), new(Today, Visit, 2)], await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task A_day_that_leaves_the_window_while_it_is_recorded_is_no_error_and_stays_for_a_moment_at_most()
    {
        var answer = await Counters.RecordAsync(_account, _ada, [One("a", Visit, Today.AddDays(-30))], default);
        await Task.Delay(20);
        await engine.ExpireAsync(Counters);

        Assert.Equal([RecordOutcome.Recorded], answer.Outcomes);
        Assert.Equal(0, await CountKeysAsync(_account));
    }

    private protected static DateTimeOffset NoonOf(Day day) => ScoringCalendar.Utc.StartOf(day).AddHours(12);

    private static (ScoringCalendar Calendar, DateTimeOffset Midnight) EndingDay(TimeSpan left)
    {
        var midnight = DateTimeOffset.UtcNow + left;
        var offset = (int)(TimeSpan.FromDays(1) - midnight.TimeOfDay).TotalSeconds;
        // Zones reach from -18 to +18 hours.
        var zone = DateTimeZone.ForOffset(Offset.FromSeconds(offset > 12 * 3600 ? offset - (24 * 3600) : offset));
        return (new ScoringCalendar(zone), midnight.AddSeconds(1));
    }
}
