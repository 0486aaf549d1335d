using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Xunit;
using static BuyingGroups.V1.MembershipOutcome;

namespace BuyingGroups.Server.Tests.Membership;

/// <summary>Batches answer per item, in order; one bad item fails only itself.</summary>
public sealed class BatchTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task Each_item_has_its_own_outcome_or_the_error_of_the_single_command()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var stranger = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        var bob = await scenario.PersonAsync("Bob");
        var eve = await stranger.PersonAsync("Eve");

        var answer = await server.Client.Memberships.BatchAssignMembersAsync(new()
        {
            Requests =
            {
                Assign(scenario, bob, Scenario.Influencer),
                Assign(scenario, ann, Scenario.Influencer, MembershipSource.System),
                Assign(scenario, eve, Scenario.Influencer),
                Assign(scenario, "nobody", Scenario.Influencer),
                Assign(scenario, bob, Scenario.Champion),
                new AssignMemberRequest
                {
                    BuyingGroupId = "no-group",
                    PersonId = bob,
                    RoleId = Scenario.Influencer,
                    Source = MembershipSource.Manual,
                },
                new AssignMemberRequest { PersonId = bob, Source = MembershipSource.Manual, RequestId = Guid.NewGuid().ToString() },
                Assign(stranger, eve, Scenario.Practitioner),
                Assign(scenario, bob, Scenario.Practitioner),
                Assign(scenario, bob, Scenario.Practitioner),
            },
        });

        Assert.Equal(
            [Applied, Overruled, default, default, default, default, default, Applied, Applied, Unchanged],
            answer.Results.Select(result => result.Outcome));
        Assert.Equal(
            (MembershipSource.Manual, Scenario.DecisionMaker),
            (answer.Results[1].Membership.Decision.Source, answer.Results[1].Membership.RoleId));
        Refusal.Expect(answer.Results[2].Error, "requests[2].person_id", "PERSON_OF_ANOTHER_ACCOUNT");
        Refusal.Expect(answer.Results[3].Error, "requests[3].person_id", "UNKNOWN_PERSON");
        Refusal.Expect(answer.Results[4].Error, "requests[4].role_id", "ROLE_NOT_IN_TEMPLATE");
        Assert.Equal(
            ((int)Code.NotFound, "no-group"),
            (answer.Results[5].Error.Code, answer.Results[5].Error.GetDetail<ResourceInfo>().ResourceName));
        Assert.Equal(
            ["requests[6].buying_group_id", "requests[6].request_id", "requests[6].role_id"],
            answer.Results[6].Error.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field).Order());
        Assert.Equal(2, answer.Results[8].Membership.Revision);
    }

    [Fact]
    public async Task A_thousand_members_come_change_and_go_in_four_batches()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        string[] people = [.. Enumerable.Range(0, 1_000).Select(i => scenario.Unique($"p{i:000}"))];
        await server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { people.Select(person => new Person { PersonId = person, AccountId = scenario.Account }) } });

        var assigned = await server.Client.Memberships.BatchAssignMembersAsync(
            new() { Requests = { people.Select(person => Assign(scenario, person, Scenario.DecisionMaker)) } });
        var changed = await server.Client.Memberships.BatchChangeMemberRolesAsync(new()
        {
            Requests =
            {
                people.Select(person => new ChangeMemberRoleRequest
                {
                    BuyingGroupId = scenario.GroupId, PersonId = person, RoleId = Scenario.Influencer, Source = MembershipSource.Manual,
                }),
            },
        });
        var released = await server.Client.Memberships.BatchReleaseMembersAsync(new()
        {
            Requests =
            {
                people.Select(
                    person =>
                        new ReleaseMemberRequest { BuyingGroupId = scenario.GroupId, PersonId = person, Source = MembershipSource.Manual }),
            },
        });
        var removed = await server.Client.Memberships.BatchRemoveMembersAsync(new()
        {
            Requests =
            {
                people.Select(
                    person =>
                        new RemoveMemberRequest { BuyingGroupId = scenario.GroupId, PersonId = person, Source = MembershipSource.System }),
            },
        });

        foreach (var results in new[] { assigned.Results, changed.Results, released.Results, removed.Results })
        {
            Assert.Equal(people, results.Select(result => result.Membership.PersonId));
            Assert.All(results, result => Assert.Equal(Applied, result.Outcome));
        }

        Assert.Empty((await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = scenario.GroupId })).Members);
    }

    [Fact]
    public async Task A_batch_has_1_to_1000_items()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();

        await Refusal.ExpectAsync(() => server.Client.Memberships.BatchAssignMembersAsync(new()), "requests", "REQUIRED");
        await Refusal.ExpectAsync(
            () => server.Client.Memberships.BatchAssignMembersAsync(
                new() { Requests = { Enumerable.Repeat(Assign(scenario, "p", Scenario.Influencer), 1_001) } }),
            "requests",
            "TOO_MANY");
    }

    private static AssignMemberRequest Assign(
        Scenario scenario, string person, string role, MembershipSource source = MembershipSource.Manual) =>
        new() { BuyingGroupId = scenario.GroupId, PersonId = person, RoleId = role, Source = source };
}
