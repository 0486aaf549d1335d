using BuyingGroups.Client;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;
using MembershipAction = BuyingGroups.V1.MembershipAction;
using MembershipOutcome = BuyingGroups.V1.MembershipOutcome;
using MembershipState = BuyingGroups.V1.MembershipState;

namespace BuyingGroups.Server.Tests.SeveralServers;

/// <summary>Sixteen callers decide on the same five people at the same time: as if they came one after another.</summary>
public sealed class ConcurrentCommandsTests
{
    private static readonly string[] Roles = [Scenario.DecisionMaker, Scenario.Influencer];

    [Fact]
    public async Task On_one_server()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);

        await DecideAllAsync([server.Client]);
    }

    [SkippableFact]
    public async Task On_two_servers()
    {
        await using var servers = await TwoServers.StartAsync();

        await DecideAllAsync([servers.A.Client, servers.B.Client]);
    }

    private static async Task DecideAllAsync(BuyingGroupsClient[] clients)
    {
        var scenario = await new Scenario(clients[0]).GroupAsync();
        var people = new List<string>();
        foreach (var name in new[] { "Ann", "Bob", "Cid", "Dan", "Eve" })
        {
            people.Add(await scenario.PersonAsync(name));
        }

        // Any error fails the test: no caller may see one.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            var through = scenario.Through(clients[caller % clients.Length]);
            for (var i = 0; i < 15; i++)
            {
                var source = (MembershipSource)random.Next(1, 4);
                var person = people[random.Next(people.Count)];
                await (random.Next(3) == 0
                    ? (Task)through.RemoveAsync(person, source)
                    : through.AssignAsync(person, Roles[random.Next(2)], source));
            }
        })));

        await ExpectOneSerialOrderAsync(clients[^1], scenario.GroupId);
    }

    private static async Task ExpectOneSerialOrderAsync(BuyingGroupsClient client, string groupId)
    {
        var decisions = (await client.Memberships.ListMembershipDecisionsAsync(
            new() { BuyingGroupId = groupId, PageSize = 1000 })).Decisions;
        var members = (await client.Memberships.ListMembersAsync(new() { BuyingGroupId = groupId })).Members
            .Concat((await client.Memberships.ListMembersAsync(new() { BuyingGroupId = groupId, State = MembershipState.Removed })).Members)
            .ToDictionary(member => member.Membership.PersonId, member => member.Membership);
        foreach (var ofPerson in decisions.Reverse().GroupBy(decision => decision.PersonId))
        {
            // Who decided, and what stands, replayed by the words of the rule.
            var (strength, role, revision) = (DecisionSource.System, "nobody decided", 0);
            foreach (var decision in ofPerson)
            {
                var source = (DecisionSource)decision.Decision.Source;
                var wanted = decision.Action == MembershipAction.Assign ? decision.RoleId : "";
                var wins = revision == 0 || source >= strength;
                Assert.Equal(wins ? MembershipOutcome.Applied : MembershipOutcome.Overruled, decision.Outcome);
                if (wins)
                {
                    (strength, role, revision) = (source, wanted, revision + 1);
                }
            }

            var membership = members[ofPerson.Key];
            Assert.Equal(
                ((MembershipSource)strength, role, (long)revision), (membership.Decision.Source, membership.RoleId, membership.Revision));
        }

        var filled = members.Values.Where(member => member.State == MembershipState.Assigned)
            .Select(member => member.RoleId).Distinct().Count();
        var group = (await client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = groupId })).BuyingGroup;
        Assert.Equal(100.0 * filled / 3, group.Completeness.Exact, 9);
        var score = await client.Scores.GetCompletenessScoreAsync(new() { BuyingGroupId = groupId });
        Assert.Equal(group.Completeness, score.CompletenessScore.Score);
    }
}
