using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Stages;
using BuyingGroups.V1;
using Google.Rpc;
using Xunit;
using static BuyingGroups.V1.JourneyOutcome;

namespace BuyingGroups.Server.Tests.Journeys;

/// <summary>A journey's actions, in its own terms: solution interest, account, person.</summary>
public sealed class ActionTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task A_person_is_assigned_and_removed_by_journey_and_node()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.PersonAsync("Ann");

        var assigned = await ActAsync(Assign(scenario, ann, Scenario.Influencer));
        var again = await ActAsync(Assign(scenario, ann, Scenario.Influencer));
        var removed = await ActAsync(Remove(scenario, ann));

        Assert.Equal(
            (Applied, scenario.GroupId, Scenario.Influencer), (assigned.Outcome, assigned.BuyingGroupId, assigned.Membership.RoleId));
        Assert.Equal(
            (MembershipSource.Journey, "journeys/welcome/nodes/n7", "local", "qualified"),
            (assigned.Membership.Decision.Source, assigned.Membership.Decision.Author, assigned.Membership.Decision.Caller,
                assigned.Membership.Decision.Reason));
        Assert.Equal((Unchanged, Applied), (again.Outcome, removed.Outcome));
        Assert.Equal(MembershipState.Removed, removed.Membership.State);
    }

    [Fact]
    public async Task A_users_decision_stands_and_is_answered()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);

        var removed = await ActAsync(Remove(scenario, ann));

        Assert.Equal(
            (Overruled, MembershipSource.Manual, "by Manual"),
            (removed.Outcome, removed.Membership.Decision.Source, removed.Membership.Decision.Reason));
    }

    [Fact]
    public async Task No_group_for_the_account_is_an_outcome()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var other = await new Scenario(server.Client).GroupAsync();
        var eve = await other.PersonAsync("Eve");

        Assert.Equal(NoGroup, (await ActAsync(Assign(scenario, eve, Scenario.Influencer))).Outcome);
        Assert.Equal(NoGroup, (await ActAsync(Remove(scenario, eve))).Outcome);
        Assert.Equal(
            NoGroup,
            (await ActAsync(Action(scenario, new() { AccountId = other.Account, UpdateStatus = new() { Status = "x" } }))).Outcome);
        Assert.Equal(
            NoGroup, (await ActAsync(Action(scenario, new() { AccountId = "no-account", UpdateStage = new() { StageId = "x" } }))).Outcome);
    }

    [Fact]
    public async Task Stage_and_status_are_updated()
    {
        var deal = await Deal.LiveAsync(server.Client, new Scenario(server.Client).Unique("Deal"));
        var scenario = await deal.GroupAsync();
        JourneyAction Stage(string name) =>
            Action(scenario, new() { AccountId = scenario.Account, UpdateStage = new() { StageId = deal[name] } });

        var moved = await ActAsync(Stage("New"));
        var refused = await ActAsync(Stage("Won"));
        var status = await ActAsync(Action(scenario, new() { AccountId = scenario.Account, UpdateStatus = new() { Status = " warm " } }));

        Assert.Equal((Applied, deal["New"], scenario.GroupId), (moved.Outcome, moved.StageId, moved.BuyingGroupId));
        Assert.Equal((NotAllowed, deal["New"]), (refused.Outcome, refused.StageId));
        Assert.Equal([deal["Talk"], deal["Lost"]], refused.AllowedTargets.Select(target => target.StageId));
        Assert.Equal(Applied, status.Outcome);
        var group = (await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId })).BuyingGroup;
        Assert.Equal(("New", "warm"), (group.StageDisplayName, group.Status));
    }

    [Fact]
    public async Task A_batch_answers_per_item_in_order()
    {
        var deal = await Deal.LiveAsync(server.Client, new Scenario(server.Client).Unique("Deal"));
        var scenario = await deal.GroupAsync();
        var other = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.PersonAsync("Ann");
        var eve = await other.PersonAsync("Eve");
        var request = new BatchExecuteActionsRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Actions =
            {
                Assign(scenario, ann, Scenario.Influencer),
                Action(scenario, new() { AccountId = scenario.Account, UpdateStage = new() { StageId = deal["New"] } }),
                Assign(scenario, "nobody", Scenario.Influencer),
                Assign(scenario, ann, Scenario.Champion),
                Action(scenario, new() { AccountId = scenario.Account, UpdateStage = new() { StageId = "none" } }),
                Action(other, new() { AccountId = other.Account, UpdateStage = new() { StageId = deal["New"] } }),
                Action(
                    scenario,
                    new() { AccountId = scenario.Account, AssignPerson = new() { PersonId = eve, RoleId = Scenario.Influencer } }),
                new JourneyAction { SolutionInterestId = scenario.SolutionInterestId },
                Remove(scenario, ann),
            },
        };

        var answer = await server.Client.Journeys.BatchExecuteActionsAsync(request);

        Assert.Equal(
            [Applied, Applied, default, default, default, default, default, default, Applied],
            answer.Results.Select(result => result.Outcome));
        Refusal.Expect(answer.Results[2].Error, "actions[2].assign_person.person_id", "UNKNOWN_PERSON");
        Refusal.Expect(answer.Results[3].Error, "actions[3].assign_person.role_id", "ROLE_NOT_IN_TEMPLATE");
        Refusal.Expect(answer.Results[4].Error, "actions[4].update_stage.stage_id", "UNKNOWN_STAGE");
        Assert.Equal("NO_STAGE_MODEL", answer.Results[5].Error.GetDetail<ErrorInfo>().Reason);
        Refusal.Expect(answer.Results[6].Error, "actions[6].assign_person.person_id", "PERSON_OF_ANOTHER_ACCOUNT");
        Assert.Equal(
            ["actions[7].action", "actions[7].journey_id", "actions[7].node_id"],
            answer.Results[7].Error.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field).Order());
        Assert.Equal(answer, await server.Client.Journeys.BatchExecuteActionsAsync(request));
        Assert.Equal(
            2, (await server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = scenario.GroupId })).Decisions.Count);
    }

    [Fact]
    public async Task Bad_input_names_its_field()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();

        await Refusal.ExpectAsync(() => server.Client.Journeys.ExecuteActionAsync(new()), "action", "REQUIRED");
        await Refusal.ExpectAsync(() => CallAsync(Assign(scenario, "", Scenario.Influencer)), "action.assign_person.person_id", "REQUIRED");
        await Refusal.ExpectAsync(
            () => CallAsync(Action(scenario, new() { UpdateStatus = new() { Status = "x" } })), "action.account_id", "REQUIRED");
        await Refusal.ExpectAsync(
            () =>
                CallAsync(Action(scenario, new() { AccountId = scenario.Account, UpdateStatus = new() { Status = new string('x', 51) } })),
            "action.update_status.status",
            "TOO_LONG");
        await Refusal.ExpectAsync(
            () => CallAsync(Assign(scenario, "nobody", Scenario.Influencer)), "action.assign_person.person_id", "UNKNOWN_PERSON");
    }

    private static JourneyAction Action(Scenario scenario, JourneyAction action) =>
        new(action) { SolutionInterestId = scenario.SolutionInterestId, JourneyId = "welcome", NodeId = "n7", Reason = "qualified" };

    private static JourneyAction Assign(Scenario scenario, string person, string role) =>
        Action(scenario, new() { AssignPerson = new() { PersonId = person, RoleId = role } });

    private static JourneyAction Remove(Scenario scenario, string person) =>
        Action(scenario, new() { RemovePerson = new() { PersonId = person } });

    private Grpc.Core.AsyncUnaryCall<ExecuteActionResponse> CallAsync(JourneyAction action) =>
        server.Client.Journeys.ExecuteActionAsync(new() { Action = action });

    private async Task<JourneyActionResult> ActAsync(JourneyAction action) => (await CallAsync(action)).Result;
}
