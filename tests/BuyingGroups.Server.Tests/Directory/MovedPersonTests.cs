using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Directory;

/// <summary>A person who moves to another account leaves the groups of the old one, and takes the activity along.</summary>
public sealed class MovedPersonTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Visit = "Visit Webpage";

    private readonly Scenario _old = new(server.Client);
    private readonly Scenario _new = new(server.Client);

    [Fact]
    public async Task Memberships_in_the_old_account_end_whatever_their_source()
    {
        var ada = await AdaAsync();

        await MoveAsync(ada);

        var removed = await server.Client.Memberships.ListMembersAsync(
            new() { BuyingGroupId = _old.GroupId, State = MembershipState.Removed });
        Assert.Equal(ada, Assert.Single(removed.Members).Membership.PersonId);
        var left = await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = _old.GroupId });
        Assert.Empty(left.Members);
        var group = await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = _old.GroupId });
        Assert.Equal(0, group.BuyingGroup.Completeness.Displayed);
    }

    [Fact]
    public async Task The_score_of_the_old_group_drops_and_that_of_the_person_stays()
    {
        var ada = await AdaAsync();
        await _old.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 12);
        Assert.Equal(12, (await _old.ScoreAsync()).Score.Exact);

        await MoveAsync(ada);

        Assert.Equal(0, (await _old.ScoreAsync()).Score.Exact);
        Assert.Equal(12, await PersonScoreAsync(ada));
    }

    [Fact]
    public async Task The_activity_goes_along_and_counts_in_the_groups_of_the_new_account()
    {
        var ada = await AdaAsync();
        await _old.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 5);
        await _old.RecordAsync(ada, Visit, DateTimeOffset.UtcNow.AddDays(-29), 7);

        await MoveAsync(ada);
        var assigned = await _new.AssignAsync(ada, Scenario.Champion, MembershipSource.System);
        await _new.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 1);

        Assert.Equal(MembershipOutcome.Applied, assigned.Outcome);
        Assert.Equal(13, (await _new.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task A_retried_activity_is_a_duplicate_after_the_move_and_after_the_way_back()
    {
        var ada = await AdaAsync();
        var activity = Scenario.Activity(ada, Visit, DateTimeOffset.UtcNow, 3);
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(activity));

        await MoveAsync(ada);
        Assert.Equal(RecordOutcome.Duplicate, await RecordAsync(activity));
        var second = Scenario.Activity(ada, Visit, DateTimeOffset.UtcNow, 4);
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(second));

        await MoveAsync(ada, _old.Account);
        Assert.Equal(RecordOutcome.Duplicate, await RecordAsync(activity));
        Assert.Equal(RecordOutcome.Duplicate, await RecordAsync(second));
        Assert.Equal(7, await PersonScoreAsync(ada));
    }

    [Fact]
    public async Task A_person_may_move_to_and_fro_within_one_batch()
    {
        var ada = await AdaAsync();
        await _old.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 9);

        var answer = await server.Client.Directory.BatchUpsertPeopleAsync(new()
        {
            People =
            {
                new Person { PersonId = ada, AccountId = _new.Account },
                new Person { PersonId = ada, AccountId = _old.Account },
                new Person { PersonId = ada, AccountId = _new.Account },
            },
        });

        Assert.All(answer.Results, result => Assert.True(result.Error is null, result.Error?.Message));
        Assert.Equal(9, await PersonScoreAsync(ada));
        var person = await server.Client.Directory.GetPersonAsync(new() { PersonId = ada });
        Assert.Equal(_new.Account, person.Person.AccountId);
    }

    /// <summary>Ada, champion in a group of the old account; there is a group in the new one as well.</summary>
    private async Task<string> AdaAsync()
    {
        await _old.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        await _new.GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        return await _old.MemberAsync("Ada", Scenario.Champion);
    }

    private async Task MoveAsync(string personId, string? accountId = null)
    {
        var answer = await server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = personId, AccountId = accountId ?? _new.Account } } });
        Assert.Equal(UpsertOutcome.Moved, Assert.Single(answer.Results).Outcome);
    }

    private async Task<RecordOutcome> RecordAsync(Activity activity) =>
        (await server.Client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome;

    private async Task<double> PersonScoreAsync(string personId) =>
        (await server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = personId })).PersonEngagementScore.Score.Exact;
}
