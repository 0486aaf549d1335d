using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using StackExchange.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <content>When keys expire.</content>
public abstract partial class RedisCountersTests
{
    private static readonly TimeSpan WindowLength = TimeSpan.FromDays(ScoringCalendar.WindowDays);

    [SkippableFact]
    public async Task Counters_and_ids_go_when_the_newest_day_leaves_the_window()
    {
        await RecordAsync(One("a", Visit, Today.AddDays(-7)));
        // So many that they don't all fit behind the counters.
        await RecordAsync([.. Enumerable.Range(0, 20).Select(n => One($"a{n}", Visit, Today.AddDays(-7)))]);
        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today.AddDays(-7)));

        // Of the same day, of an older day, into a record that is there, and a duplicate: the expiry stands.
        await RecordAsync(One("b", Click, Today.AddDays(-7)));
        await RecordAsync(One("c", Visit, Today.AddDays(-9)));
        await RecordAsync(One("d", Visit, Today.AddDays(-7)));
        await RecordAsync(One("a", Visit));
        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today.AddDays(-7)));

        await RecordAsync(One("e", Visit, Today.AddDays(-1)), One("f", Visit), One("g", Visit, Today.AddDays(-2)));
        await RecordAsync([.. Enumerable.Range(0, 20).Select(n => One($"e{n}", Visit))]);
        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today));
    }

    [SkippableFact]
    public async Task Moved_counters_go_when_their_newest_day_leaves_the_window_and_the_traces_of_the_move_two_days_after_a_window()
    {
        await RecordAsync(One("a", Visit, Today.AddDays(-7)), One("b", Visit, Today.AddDays(-12)));
        await RecordAsync(One("c", Visit, Today.AddDays(-7)));

        await MoveAsync("move");

        await AssertTimeToLiveAsync(ScoringCalendar.Utc.LeavesWindowAt(Today.AddDays(-7)), Elsewhere);
        var keys = redis.Keys;
        foreach (var key in (RedisKey[])[keys.Moved(_account, _ada), keys.Moves(_account, _ada), keys.Moves(Elsewhere, _ada)])
        {
            AssertClose(WindowLength + TimeSpan.FromDays(2), await redis.Raw.GetDatabase().KeyTimeToLiveAsync(key));
        }
    }

    private async Task AssertTimeToLiveAsync(DateTimeOffset until, AccountId? account = null)
    {
        var database = redis.Raw.GetDatabase();
        var expected = until - DateTimeOffset.UtcNow;
        AssertClose(expected, await database.KeyTimeToLiveAsync(redis.Keys.Counters(account ?? _account, _ada)));
        AssertClose(expected, await database.KeyTimeToLiveAsync(redis.Keys.Ids(account ?? _account, _ada)));
    }

    private static void AssertClose(TimeSpan expected, TimeSpan? timeToLive)
    {
        Assert.NotNull(timeToLive);
        Assert.InRange(timeToLive.Value, expected - TimeSpan.FromSeconds(10), expected + TimeSpan.FromSeconds(10));
    }
}
