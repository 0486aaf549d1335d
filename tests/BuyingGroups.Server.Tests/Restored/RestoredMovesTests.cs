using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Restored;

/// <summary>
/// SQL was restored to before a person moved: SQL's word counts, and the counters come back to the account that it names.
/// </summary>
public sealed class RestoredMovesTests
{
    private const string Visit = "Visit Webpage";

    [SkippableFact]
    public async Task The_person_is_scored_and_recorded_in_the_old_account_again_with_all_activities()
    {
        await using var servers = await TwoServers.StartAsync();
        var (scenario, ada, elsewhere) = await AdaAsync(servers);
        var backup = DatabaseFile.BackUp(servers.Folder);
        var during = await MoveAndRecordAsync(servers, ada, elsewhere);

        await RestoreAsync(servers, backup);

        var scores = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PersonScoreAsync(i % 2 == 0 ? servers.A : servers.B, ada)));
        Assert.All(scores, score => Assert.Equal(7, score));
        Assert.Equal(RecordOutcome.Duplicate, await RecordAsync(servers.B, during));
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 2));
        Assert.Equal(9, await PersonScoreAsync(servers.B, ada));
        Assert.Equal(9, (await scenario.ScoreAsync()).Score.Exact);
    }

    [SkippableFact]
    public async Task Recording_alone_brings_the_counters_back()
    {
        await using var servers = await TwoServers.StartAsync();
        var (scenario, ada, elsewhere) = await AdaAsync(servers);
        var backup = DatabaseFile.BackUp(servers.Folder);
        var during = await MoveAndRecordAsync(servers, ada, elsewhere);
        await RestoreAsync(servers, backup);

        Assert.Equal(RecordOutcome.Duplicate, await RecordAsync(servers.B, during));
        Assert.Equal(RecordOutcome.Recorded, await scenario.Through(servers.B.Client).RecordAsync(ada, Visit, DateTimeOffset.UtcNow));

        Assert.Equal(8, (await servers.A.InspectAsync(scenario.Account, ada)).Counters.Sum(counter => counter.Count));
        Assert.Empty((await servers.A.InspectAsync(elsewhere, ada)).Counters);
    }

    [SkippableFact]
    public async Task The_score_of_a_group_finds_its_member_alone()
    {
        await using var servers = await TwoServers.StartAsync();
        var (scenario, ada, elsewhere) = await AdaAsync(servers);
        var backup = DatabaseFile.BackUp(servers.Folder);
        await MoveAndRecordAsync(servers, ada, elsewhere);
        Assert.Equal(0, (await scenario.ScoreAsync()).Score.Exact);
        await RestoreAsync(servers, backup);

        Assert.Equal(7, (await scenario.ScoreAsync()).Score.Exact);
        Assert.Equal(7, (await scenario.Through(servers.B.Client).ScoreAsync()).Score.Exact);
    }

    [SkippableFact]
    public async Task A_person_who_moves_on_from_there_takes_everything_along()
    {
        await using var servers = await TwoServers.StartAsync();
        var (scenario, ada, elsewhere) = await AdaAsync(servers);
        var third = scenario.Unique("third");
        await scenario.AccountAsync(third);
        var backup = DatabaseFile.BackUp(servers.Folder);
        await MoveAndRecordAsync(servers, ada, elsewhere);
        await RestoreAsync(servers, backup);

        await MoveAsync(servers.B, ada, third);

        Assert.Equal(7, await PersonScoreAsync(servers.A, ada));
        Assert.Equal(7, (await servers.A.InspectAsync(third, ada)).Counters.Sum(counter => counter.Count));
    }

    [SkippableFact]
    public async Task A_person_who_is_erased_there_leaves_nothing_in_the_account_that_SQL_does_not_know_of()
    {
        await using var servers = await TwoServers.StartAsync();
        var (_, ada, elsewhere) = await AdaAsync(servers);
        var backup = DatabaseFile.BackUp(servers.Folder);
        await MoveAndRecordAsync(servers, ada, elsewhere);
        await RestoreAsync(servers, backup);

        await servers.A.Client.Directory.ErasePersonAsync(new() { PersonId = ada });

        var left = await servers.A.InspectAsync(elsewhere, ada);
        Assert.Equal((0, 0), (left.Counters.Count, left.RememberedIds));
    }

    private static async Task<(Scenario Scenario, string Ada, string Elsewhere)> AdaAsync(TwoServers servers)
    {
        var scenario = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var elsewhere = scenario.Unique("elsewhere");
        await scenario.AccountAsync(elsewhere);
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 3);
        Assert.Equal(3, (await scenario.ScoreAsync()).Score.Exact);
        Assert.Equal(3, (await scenario.Through(servers.B.Client).ScoreAsync()).Score.Exact);
        return (scenario, ada, elsewhere);
    }

    // Until a server has noticed, within a second or two, it goes by what it has in mind of rosters and people.
    private static Task RestoreAsync(TwoServers servers, string backup)
    {
        DatabaseFile.Restore(servers.Folder, backup);
        return Task.Delay(TimeSpan.FromSeconds(4));
    }

    private static async Task<Activity> MoveAndRecordAsync(TwoServers servers, string ada, string elsewhere)
    {
        await MoveAsync(servers.A, ada, elsewhere);
        var during = Scenario.Activity(ada, Visit, DateTimeOffset.UtcNow, 4);
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(servers.A, during));
        Assert.Equal(7, await PersonScoreAsync(servers.B, ada));
        return during;
    }

    private static async Task MoveAsync(RunningServer server, string person, string account)
    {
        var answer = await server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = person, AccountId = account } } });
        Assert.Equal(UpsertOutcome.Moved, Assert.Single(answer.Results).Outcome);
    }

    private static async Task<RecordOutcome> RecordAsync(RunningServer server, Activity activity) =>
        (await server.Client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome;

    private static async Task<double> PersonScoreAsync(RunningServer server, string personId) =>
        (await server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = personId })).PersonEngagementScore.Score.Exact;
}
