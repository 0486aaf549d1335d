using BuyingGroups.Server.Tests.Events;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.SeveralServers;

/// <summary>A watcher sees the changes made on every server, also while Redis can carry no signal.</summary>
public sealed class SharedEventsTests
{
    [SkippableFact]
    public async Task A_watcher_of_one_server_sees_what_another_does_in_the_same_order()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = await new Scenario(servers.A.Client).GroupAsync();
        await using var onA = await Watching.StartAsync(servers.A.Client.Events, new());
        await using var onB = await Watching.StartAsync(servers.B.Client.Events, new());

        await ChangeAsync(scenario, scenario.Through(servers.B.Client), rounds: 20);

        Assert.Equal(
            (await onA.AtLeastAsync(160)).Select(change => change.Position),
            (await onB.AtLeastAsync(160)).Select(change => change.Position));
    }

    [SkippableFact]
    public async Task With_Redis_away_polling_goes_on_and_with_Redis_back_so_do_the_signals()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = await new Scenario(servers.A.Client).GroupAsync();
        await using var onB = await Watching.StartAsync(servers.B.Client.Events, new());

        servers.Redis.Kill();
        await servers.A.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "away" });
        await onB.AtLeastAsync(1);
        servers.Redis.Start();
        await Eventually.AnswersAsync(() => scenario.ScoreAsync());
        await servers.A.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "back" });

        Assert.Equal(["away", "back"], (await onB.AtLeastAsync(2)).Select(change => change.NewValue.Status));
    }

    [SkippableFact]
    public async Task A_watcher_goes_on_at_another_server_where_it_was()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = await new Scenario(servers.A.Client).GroupAsync();
        var seen = new List<long>();
        await using (var onA = await Watching.StartAsync(servers.A.Client.Events, new() { AfterPosition = 0 }))
        {
            await ChangeAsync(scenario, scenario, rounds: 2);
            seen.AddRange((await onA.AtLeastAsync(10)).Select(change => change.Position));
        }

        await ChangeAsync(scenario, scenario, rounds: 2);
        await using var onB = await Watching.StartAsync(servers.B.Client.Events, new() { AfterPosition = seen[^1] });
        await ChangeAsync(scenario, scenario, rounds: 2);

        seen.AddRange((await onB.AtLeastAsync(49 - seen.Count)).Select(change => change.Position));
        Assert.Equal(Enumerable.Range(1, 49).Select(position => (long)position), seen);
    }

    // Eight events a round: assigned, completeness, removed, completeness; on each side.
    private static async Task ChangeAsync(Scenario scenario, Scenario other, int rounds)
    {
        var ann = await scenario.PersonAsync("Ann");
        for (var round = 0; round < rounds; round++)
        {
            foreach (var side in new[] { scenario, other })
            {
                await side.AssignAsync(ann, Scenario.DecisionMaker, MembershipSource.Manual);
                await side.RemoveAsync(ann, MembershipSource.Manual);
            }
        }
    }
}
