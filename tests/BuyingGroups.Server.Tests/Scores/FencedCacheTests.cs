using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage.Sql.Invalidations;
using Xunit;
using static BuyingGroups.Storage.Sql.Invalidations.InvalidationKind;

namespace BuyingGroups.Server.Tests.Scores;

/// <summary>What is kept of reads from SQL while the log of invalidations goes on.</summary>
public sealed class FencedCacheTests : IDisposable
{
    private readonly FencedCache<string, int> _cache =
        new(new SharedStateLease(null!, null!, null!, null!, null!, TimeProvider.System), 100_000, Group, id => id);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void An_invalidation_takes_out_what_was_read_before_it_and_nothing_else()
    {
        _cache.Keep("a", 1, position: 10);
        _cache.Keep("b", 2, position: 10);
        _cache.Keep("c", 3, position: 12);

        _cache.Invalidate(10, [new(Group, "a"), new(Group, "c"), new(Person, "b"), new(Group, "unknown")]);

        Assert.Equal([null, 2, 3], Kept("a", "b", "c"));
    }

    [Fact]
    public void What_was_being_read_when_it_became_invalid_is_not_kept()
    {
        _cache.Invalidate(10, [new(Group, "a")]);

        _cache.Keep("a", 1, position: 10);
        Assert.Equal([null], Kept("a"));
        _cache.Keep("a", 2, position: 11);
        Assert.Equal([2], Kept("a"));
    }

    [Fact]
    public void What_concerns_all_groups_takes_all_out_and_keeps_out_what_was_being_read()
    {
        _cache.Keep("a", 1, position: 10);
        _cache.Invalidate(10, [new(AllGroups, "")]);

        _cache.Keep("b", 2, position: 10);
        _cache.Keep("c", 3, position: 11);
        Assert.Equal([null, null, 3], Kept("a", "b", "c"));
    }

    [Fact]
    public void Who_missed_some_forgets_all_also_when_the_log_went_back()
    {
        _cache.Invalidate(10, [new(Group, "a")]);
        _cache.Keep("b", 1, position: 11);

        _cache.Invalidate(5, null);
        Assert.Equal([null], Kept("b"));
        _cache.Keep("b", 2, position: 4);
        _cache.Keep("a", 3, position: 5);

        Assert.Equal([3, null], Kept("a", "b"));
    }

    [Fact]
    public void A_read_that_is_older_than_what_is_remembered_of_invalidations_is_not_kept()
    {
        _cache.Keep("early", 0, position: 0);
        _cache.Invalidate(0, [.. Enumerable.Range(1, 30_000).Select(number => new Invalidation(Group, $"{number}"))]);

        _cache.Keep("other", 1, position: 9_000);
        _cache.Keep("1", 2, position: 9_000);
        _cache.Keep("newer", 3, position: 11_000);
        _cache.Keep("20000", 4, position: 11_000);

        Assert.Equal([0, null, null, 3, null], Kept("early", "other", "1", "newer", "20000"));
    }

    [Fact]
    public void Accounts_of_people_do_not_care_for_groups()
    {
        using var people = new FencedCache<string, int>(
            new SharedStateLease(null!, null!, null!, null!, null!, TimeProvider.System), 10, Person, id => id);
        people.Keep("a", 1, position: 0);

        people.Invalidate(0, [new(AllGroups, ""), new(Group, "a")]);
        Assert.True(people.TryGet("a", out _));
        people.Invalidate(2, [new(Person, "a")]);
        Assert.False(people.TryGet("a", out _));
    }

    private IEnumerable<int?> Kept(params string[] keys) => keys.Select(key => _cache.TryGet(key, out var value) ? value : default(int?));
}
