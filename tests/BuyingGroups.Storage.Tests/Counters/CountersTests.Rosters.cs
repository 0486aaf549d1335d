using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Counters;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>The tokens that say whether a roster in a process's memory is the one that stands.</content>
public abstract partial class CountersTests
{
    private protected static readonly BuyingGroupId Group = new("group");

    [SkippableFact]
    public async Task A_token_stands_until_it_is_replaced()
    {
        var made = await Counters.EnsureRosterTokenAsync(_account, Group, default);
        Assert.Equal(made, await Counters.EnsureRosterTokenAsync(_account, Group, default));
        Assert.Equal(made, await ReadTokenAsync(Counters));

        await Counters.SetRosterTokenAsync(_account, Group, default);

        var replaced = await ReadTokenAsync(Counters);
        Assert.NotEqual(made, replaced);
        Assert.Equal(replaced, await Counters.EnsureRosterTokenAsync(_account, Group, default));
    }

    [SkippableFact]
    public async Task A_change_on_one_server_is_seen_by_the_next_score_on_another()
    {
        await using var connection = await engine.ConnectAsync();
        var second = connection.Counters;
        var seen = await second.EnsureRosterTokenAsync(_account, Group, default);
        Assert.Equal(seen, await Counters.EnsureRosterTokenAsync(_account, Group, default));

        for (var change = 0; change < 20; change++)
        {
            await Counters.SetRosterTokenAsync(_account, Group, default);
            var now = await ReadTokenAsync(second);
            Assert.NotEqual(seen, now);
            seen = now;
        }
    }

    [SkippableFact]
    public async Task Servers_that_make_a_token_at_once_agree_on_one()
    {
        await using var connection = await engine.ConnectAsync();
        var second = connection.Counters;
        for (var round = 0; round < 20; round++)
        {
            var group = new BuyingGroupId($"group-{round}");
            var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
                (n % 2 == 0 ? Counters : second).EnsureRosterTokenAsync(_account, group, default)));
            Assert.Single(tokens.Distinct());
        }
    }

    [SkippableFact]
    public async Task Members_are_read_in_the_order_of_the_roster_and_who_did_nothing_is_empty()
    {
        await RecordAsync(One("a", Visit));
        await Counters.RecordAsync(_account, new("eve"), [One("a", Click, count: 2)], default);

        var group = await Counters.ReadGroupAsync(Counters.KeysOf(_account, Group, [new("eve"), new("nobody"), _ada]), default);

        Assert.Equal([new(Today, Click, 2)], group.Of(0));
        Assert.Empty(group.Of(1));
        Assert.Equal([new(Today, Visit, 1)], group.Of(2));
    }

    private protected async Task<RosterToken> ReadTokenAsync(ActivityCounters counters) =>
        (await counters.ReadGroupAsync(counters.KeysOf(_account, Group, []), default)).Token;
}
