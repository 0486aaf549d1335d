using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <content>Days that leave the window.</content>
public abstract partial class CountersTests
{
    private static readonly TimeSpan WindowLength = TimeSpan.FromDays(ScoringCalendar.WindowDays);

    [SkippableFact]
    public async Task The_first_activity_of_a_newer_day_drops_what_has_left_the_window()
    {
        var clock = new FakeTimeProvider(NoonOf(Today));
        var counters = new RedisCounters(_redis, ScoringCalendar.Utc, clock);
        await counters.RecordAsync(_account, _ada, [One("old", Visit, Today.AddDays(-29)), One("kept", Click, Today.AddDays(-28))], default);
        clock.Advance(TimeSpan.FromDays(1));

        await counters.RecordAsync(_account, _ada, [One("new", Visit, Today.AddDays(1))], default);

        Assert.Equal([new(Today.AddDays(-28), Click, 1), new(Today.AddDays(1), Visit, 1)], await ReadAsync(_ada));
        Assert.Equal(2, (await counters.InspectAsync(_account, _ada, default)).RememberedIds);
        Assert.Equal([RecordOutcome.Duplicate], (await counters.RecordAsync(_account, _ada, [One("kept", Click, Today)], default)).Outcomes);
    }

    [SkippableFact]
    public async Task Counters_and_ids_go_when_the_newest_day_leaves_the_window()
    {
        await RecordAsync(One("a", Visit, Today.AddDays(-7)));
        await RecordAsync(One("a2", Visit, Today.AddDays(-7)));
        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today.AddDays(-7)));

        // Of the same day, of an older day, into a record that is there, and a duplicate: the expiry stands.
        await RecordAsync(One("b", Click, Today.AddDays(-7)));
        await RecordAsync(One("c", Visit, Today.AddDays(-9)));
        await RecordAsync(One("d", Visit, Today.AddDays(-7)));
        await RecordAsync(One("a", Visit));
        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today.AddDays(-7)));

        await RecordAsync(One("e", Visit, Today.AddDays(-1)), One("f", Visit), One("g", Visit, Today.AddDays(-2)));
        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today));
    }

    [SkippableFact]
    public async Task Moved_counters_go_when_their_newest_day_leaves_the_window_and_the_traces_of_the_move_two_days_after_a_window()
    {
        await RecordAsync(One("a", Visit, Today.AddDays(-7)), One("b", Visit, Today.AddDays(-12)));
        await RecordAsync(One("c", Visit, Today.AddDays(-7)));

        await MoveAsync("move");

        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today.AddDays(-7)), Elsewhere);
        var keys = _redis.Keys;
        foreach (var key in (RedisKey[])[keys.Moved(_account, _ada), keys.Moves(_account, _ada), keys.Moves(Elsewhere, _ada)])
        {
            AssertClose(WindowLength + TimeSpan.FromDays(2), await engine.Raw.GetDatabase().KeyTimeToLiveAsync(key));
        }
    }

    [SkippableFact]
    public async Task Nothing_is_left_when_the_days_have_left_the_window()
    {
        // Two seconds before the end of the last day on which it counts.
        var clock = new ClockFrom(ScoringCalendar.Utc.LeavesWindowAt(Today) - TimeSpan.FromSeconds(2));
        var counters = new RedisCounters(_redis, ScoringCalendar.Utc, clock);
        await counters.RecordAsync(_account, _ada, [One("a", Visit), One("b", Click)], default);
        await counters.RecordAsync(_account, _ada, [One("c", Visit)], default);
        await counters.RecordAsync(_account, new("eve"), [One("a", Visit)], default);
        await counters.MovePersonAsync(new("eve"), _account, Elsewhere, "move", default);
        Assert.Equal(2, (await ReadAsync(_ada)).Length);
        Assert.Equal(2 + 2, await CountKeysAsync(_account));
        Assert.Equal(2 + 1, await CountKeysAsync(Elsewhere));

        await Task.Delay(TimeSpan.FromSeconds(2.2));

        Assert.Empty(await ReadAsync(_ada));
        // What remains are the traces of the move.
        Assert.Equal(2, await CountKeysAsync(_account));
        Assert.Equal(1, await CountKeysAsync(Elsewhere));
        Assert.Equal([RecordOutcome.Recorded], (await counters.RecordAsync(_account, _ada, [One("a", Visit, Today.AddDays(30))], default)).Outcomes);
        Assert.Equal(1, (await counters.InspectAsync(_account, _ada, default)).RememberedIds);
    }

    [SkippableFact]
    public async Task A_month_later_the_ids_count_again()
    {
        var clock = new FakeTimeProvider(NoonOf(Today));
        var counters = new RedisCounters(_redis, ScoringCalendar.Utc, clock);
        await counters.RecordAsync(_account, _ada, [One("a", Visit), One("b", Visit)], default);
        clock.Advance(TimeSpan.FromDays(31));

        var later = Today.AddDays(31);
        Assert.Equal([RecordOutcome.Recorded], (await counters.RecordAsync(_account, _ada, [One("c", Visit, later)], default)).Outcomes);
        Assert.Equal([RecordOutcome.Recorded], (await counters.RecordAsync(_account, _ada, [One("a", Visit, later)], default)).Outcomes);
        Assert.Equal([new(later, Visit, 2)], await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task A_day_that_leaves_the_window_while_it_is_recorded_is_no_error_and_stays_for_a_moment_at_most()
    {
        var answer = await Counters.RecordAsync(_account, _ada, [One("a", Visit, Today.AddDays(-30))], default);
        await Task.Delay(20);

        Assert.Equal([RecordOutcome.Recorded], answer.Outcomes);
        Assert.Equal(0, await CountKeysAsync(_account));
    }

    private static DateTimeOffset NoonOf(Day day) => ScoringCalendar.Utc.StartOf(day).AddHours(12);

    private async Task AssertTimeToLiveAsync(DateTimeOffset until, AccountId? account = null)
    {
        var database = engine.Raw.GetDatabase();
        var expected = until - DateTimeOffset.UtcNow;
        AssertClose(expected, await database.KeyTimeToLiveAsync(_redis.Keys.Counters(account ?? _account, _ada)));
        AssertClose(expected, await database.KeyTimeToLiveAsync(_redis.Keys.Ids(account ?? _account, _ada)));
    }

    private static void AssertClose(TimeSpan expected, TimeSpan? timeToLive)
    {
        Assert.NotNull(timeToLive);
        Assert.InRange(timeToLive.Value, expected - TimeSpan.FromSeconds(10), expected + TimeSpan.FromSeconds(10));
    }

    /// <summary>A clock that runs, from another instant on.</summary>
    private sealed class ClockFrom(DateTimeOffset start) : TimeProvider
    {
        private readonly TimeSpan _ahead = start - DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + _ahead;
    }
}
