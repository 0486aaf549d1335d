using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Stages;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static BuyingGroups.V1.ConditionConstraint;

namespace BuyingGroups.Server.Tests.Journeys;

/// <summary>What a journey branches on.</summary>
public sealed class ConditionTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task An_account_has_a_matched_group_or_the_first_failed_constraint_is_told()
    {
        var deal = await Deal.LiveAsync(server.Client, new Scenario(server.Client).Unique("Deal"));
        var scenario = await deal.GroupAsync();
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        await scenario.MemberAsync("Bob", Scenario.DecisionMaker);
        await server.Client.Groups.SetBuyingGroupStageAsync(new() { BuyingGroupId = scenario.GroupId, StageId = deal["New"] });
        await server.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "On Hold" });
        // Decision Maker is 100 of 240: 12 visits are 5 points.
        await scenario.RecordAsync(ann, "Visit Webpage", DateTimeOffset.UtcNow, 12);
        GroupConstraints Group() => new()
        {
            SolutionInterestId = scenario.SolutionInterestId,
            StageIds = { deal["New"], deal["Talk"] },
            Statuses = { "ON HOLD" },
            Completeness = Is(NumberComparison.Between, 30, 40),
            Engagement = Is(NumberComparison.Equal, 5),
        };

        await ExpectAsync(Condition(Group()), Unspecified);
        await ExpectAsync(Condition(Group(), Scenario.DecisionMaker, 2), Unspecified);
        await ExpectAsync(Condition(null), Unspecified);
        await ExpectAsync(Condition(new(Group()) { SolutionInterestId = "other" }), ConditionConstraint.SolutionInterest);
        await ExpectAsync(Condition(Group(), Scenario.DecisionMaker, 3), ConditionConstraint.Role);
        await ExpectAsync(Condition(Group(), Scenario.Influencer), ConditionConstraint.Role);
        var otherStage = Group();
        otherStage.StageIds.Clear();
        otherStage.StageIds.Add("");
        await ExpectAsync(Condition(otherStage), ConditionConstraint.Stage);
        var otherStatus = Group();
        otherStatus.Statuses[0] = "won";
        await ExpectAsync(Condition(otherStatus), ConditionConstraint.Status);
        await ExpectAsync(Condition(new(Group()) { Completeness = Is(NumberComparison.Greater, 33) }), Completeness);
        await ExpectAsync(Condition(new(Group()) { Engagement = Is(NumberComparison.Less, 5) }), Engagement);

        AccountCondition Condition(GroupConstraints? group, string role = "", int members = 0) =>
            new() { AccountId = scenario.Account, Group = group, RoleId = role, MinMembers = members };

        async Task ExpectAsync(AccountCondition condition, ConditionConstraint failed)
        {
            var result = (await server.Client.Journeys.CheckAccountConditionAsync(new() { Condition = condition })).Result;
            Assert.Equal((failed == Unspecified, failed), (result.Matched, result.FailedConstraint));
            Assert.Equal(failed == Unspecified ? [scenario.GroupId] : [], result.BuyingGroupIds);
        }
    }

    [Fact]
    public async Task A_person_is_a_member_or_was_removed()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var second = await new Scenario(server.Client).GroupAsync();
        await server.Client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = second.SolutionInterestId, AccountId = scenario.Account } });
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        var bob = await scenario.PersonAsync("Bob");
        await scenario.RemoveAsync(bob, MembershipSource.Manual);
        var eve = await scenario.PersonAsync("Eve");

        await ExpectAsync(new() { PersonId = ann }, Unspecified);
        await ExpectAsync(new() { PersonId = ann, RoleIds = { Scenario.DecisionMaker } }, Unspecified);
        await ExpectAsync(new() { PersonId = ann, RoleIds = { Scenario.Influencer } }, ConditionConstraint.Role);
        await ExpectAsync(new() { PersonId = ann, IsRemoved = true }, ConditionConstraint.Membership);
        await ExpectAsync(
            new() { PersonId = ann, Group = new() { SolutionInterestId = second.SolutionInterestId } }, ConditionConstraint.Membership);
        await ExpectAsync(new() { PersonId = ann, Group = new() { Completeness = Is(NumberComparison.Equal, 100) } }, Completeness);
        await ExpectAsync(new() { PersonId = ann, Group = new() { Engagement = Is(NumberComparison.Greater, 0) } }, Engagement);
        await ExpectAsync(new() { PersonId = ann, Group = new() { Engagement = Is(NumberComparison.Equal, 0) } }, Unspecified);
        await ExpectAsync(new() { PersonId = bob }, ConditionConstraint.Membership);
        await ExpectAsync(new() { PersonId = bob, IsRemoved = true }, Unspecified);
        await ExpectAsync(new() { PersonId = eve, IsRemoved = true }, ConditionConstraint.Membership);
        await ExpectAsync(new() { PersonId = eve, Group = new() { SolutionInterestId = "other" } }, ConditionConstraint.SolutionInterest);

        async Task ExpectAsync(PersonCondition condition, ConditionConstraint failed)
        {
            var result = (await server.Client.Journeys.CheckPersonConditionAsync(new() { Condition = condition })).Result;
            Assert.Equal((failed == Unspecified, failed), (result.Matched, result.FailedConstraint));
            Assert.Equal(failed == Unspecified ? [scenario.GroupId] : [], result.BuyingGroupIds);
        }
    }

    [Fact]
    public async Task Batches_answer_per_condition_in_order()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);

        var people = await server.Client.Journeys.BatchCheckPersonConditionsAsync(new()
        {
            Conditions = { new PersonCondition { PersonId = ann }, new PersonCondition { PersonId = "nobody" }, new PersonCondition() },
        });
        var accounts = await server.Client.Journeys.BatchCheckAccountConditionsAsync(new()
        {
            Conditions =
            {
                new AccountCondition { AccountId = "no-account" },
                new AccountCondition { AccountId = scenario.Account, MinMembers = 1 },
                new AccountCondition { AccountId = scenario.Account, RoleId = Scenario.DecisionMaker },
            },
        });

        Assert.Equal([true, false, false], people.Results.Select(result => result.Matched));
        Assert.Equal((int)Code.NotFound, people.Results[1].Error.Code);
        Refusal.Expect(people.Results[2].Error, "conditions[2].person_id", "REQUIRED");
        Assert.Equal((int)Code.NotFound, accounts.Results[0].Error.Code);
        Refusal.Expect(accounts.Results[1].Error, "conditions[1].min_members", "MALFORMED");
        Assert.True(accounts.Results[2].Matched);
    }

    [Fact]
    public async Task What_there_is_not_is_not_found_and_bad_input_names_its_field()
    {
        var journeys = server.Client.Journeys;
        var account = await Assert.ThrowsAsync<RpcException>(
            async () => await journeys.CheckAccountConditionAsync(new() { Condition = new() { AccountId = "no-account" } }));
        Assert.Equal(
            (StatusCode.NotFound, "buyinggroups.v1.Account"),
            (account.StatusCode, account.GetRpcStatus()!.GetDetail<ResourceInfo>().ResourceType));
        await Refusal.ExpectAsync(() => journeys.CheckPersonConditionAsync(new()), "condition", "REQUIRED");
        await Refusal.ExpectAsync(
            () => journeys.CheckPersonConditionAsync(
                new() { Condition = new() { PersonId = "p", IsRemoved = true, RoleIds = { "champion" } } }),
            "condition.role_ids",
            "MALFORMED");
        await Refusal.ExpectAsync(
            () => journeys.CheckAccountConditionAsync(
                new() { Condition = new() { AccountId = "a", Group = new() { Engagement = Is(NumberComparison.Between, 9, 1) } } }),
            "condition.group.engagement.upper_value",
            "OUT_OF_RANGE");
        await Refusal.ExpectAsync(
            () => journeys.CheckAccountConditionAsync(
                new() { Condition = new() { AccountId = "a", Group = new() { Completeness = Is(NumberComparison.Less, double.NaN) } } }),
            "condition.group.completeness.value",
            "OUT_OF_RANGE");
    }

    private static NumberConstraint Is(NumberComparison comparison, double value, double upper = 0) =>
        new() { Comparison = comparison, Value = value, UpperValue = upper };
}
