using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Xunit;
using Recorded = BuyingGroups.Domain.Membership;

namespace BuyingGroups.Server.Tests.SeveralServers;

/// <summary>
/// Redis answers, and takes no roster token: what was committed is answered as committed, and counts on every server from then on. The
/// same if the server that committed it died before it could tell anyone.
/// </summary>
public sealed class UntoldRedisTests
{
    private const string Visit = "Visit Webpage";
    private static readonly string[] Names = ["Ada", "Bob", "Cleo"];

    private const string NoWrites = "ACL SETUSER bg -set -setex -psetex -eval -evalsha";

    [SkippableTheory]
    [InlineData("ACL SETUSER bg -set -setex -psetex")]
    [InlineData(NoWrites)]
    [InlineData("CONFIG SET maxmemory 1")]
    [InlineData("REPLICAOF 127.0.0.1 1")]
    public async Task A_command_that_Redis_was_not_told_of_is_applied_and_counts_on_both_servers(string fault)
    {
        await using var servers = await StartAsync();
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var onB = onA.Through(servers.B.Client);
        var members = new[] { await MemberAsync(onA, "Ada", 1), await MemberAsync(onA, "Bob", 2), await MemberAsync(onA, "Cleo", 4) };
        Assert.Equal((0, 0), (await ExactAsync(onA), await ExactAsync(onB)));
        Assert.StartsWith("+OK", await servers.Redis.AskAsync(fault), StringComparison.Ordinal);

        var expected = 0;
        foreach (var (index, member) in members.Index())
        {
            Assert.Equal(MembershipOutcome.Applied, (await onA.AssignAsync(member, Scenario.Champion, MembershipSource.Manual)).Outcome);
            expected += 1 << index;
            Assert.Equal((expected, expected), (await ExactAsync(onB), await ExactAsync(onA)));
        }

        Assert.Equal(MembershipOutcome.Applied, (await onB.RemoveAsync(members[0], MembershipSource.Manual)).Outcome);
        Assert.Equal((6, 6), (await ExactAsync(onA), await ExactAsync(onB)));
    }

    [SkippableFact]
    public async Task Renaming_moving_erasing_and_deleting_are_answered_too_and_hold_on_the_other_server()
    {
        await using var servers = await StartAsync();
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var onB = onA.Through(servers.B.Client);
        var other = onA.Unique("other");
        await onA.AccountAsync(other);
        var members = new List<string>();
        foreach (var (index, name) in Names.Index())
        {
            members.Add(await MemberAsync(onA, name, 1 << index));
            await onA.AssignAsync(members[^1], Scenario.Champion, MembershipSource.Manual);
        }

        Assert.Equal(7, await ExactAsync(onB));
        await servers.Redis.AskAsync(NoWrites);

        await servers.A.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = members[2], AccountId = onA.Account, FirstName = "Kleopatra" } } });
        var explanation = await servers.B.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = onB.GroupId });
        Assert.Contains("Kleopatra", explanation.ToString(), StringComparison.Ordinal);

        var moved = await servers.A.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = members[0], AccountId = other, FirstName = "Ada" } } });
        Assert.Equal(UpsertOutcome.Moved, moved.Results.Single().Outcome);
        Assert.Equal(6, await ExactAsync(onB));

        Assert.Equal(1, (await servers.A.Client.Directory.ErasePersonAsync(new() { PersonId = members[1] })).MembershipsEnded);
        Assert.Equal(4, await ExactAsync(onB));

        // What can't be done now is tried again meanwhile, every 5 s, and stops no server.
        await Task.Delay(TimeSpan.FromSeconds(6));
        await servers.A.Client.Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = onA.GroupId });
        var gone = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => onB.ScoreAsync());
        Assert.Equal(Grpc.Core.StatusCode.NotFound, gone.StatusCode);

        await servers.Redis.AskAsync("ACL SETUSER bg +@all");
        await Eventually.HoldsAsync(() => CountersOf(other, members[0]) == 1, "the moved person's counters");
        await Eventually.HoldsAsync(() => CountersOf(onA.Account, members[1]) == 0, "the erased person's counters");

        int CountersOf(string account, string person) => servers.B.InspectAsync(account, person).Result.Counters.Count;
    }

    [SkippableFact]
    public async Task What_a_server_committed_that_died_before_it_told_anyone_counts_everywhere_soon()
    {
        await using var servers = await StartAsync();
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var onB = onA.Through(servers.B.Client);
        var ada = await MemberAsync(onA, "Ada", 1);
        Assert.Equal((0, 0), (await ExactAsync(onA), await ExactAsync(onB)));

        await CommitAndDieAsync(servers, onA.GroupId, ada);

        await Eventually.HoldsAsync(() => ExactAsync(onA).Result == 1, "the member to count on one server");
        await Eventually.HoldsAsync(() => ExactAsync(onB).Result == 1, "the member to count on the other server");
    }

    [SkippableFact]
    public async Task Who_repeats_a_command_whose_server_died_is_not_answered_before_it_counts()
    {
        await using var servers = await StartAsync();
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var onB = onA.Through(servers.B.Client);
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => MemberAsync(onA, $"Member{number}", 1)));
        foreach (var (index, person) in people.Index())
        {
            Assert.Equal((index, index), (await ExactAsync(onA), await ExactAsync(onB)));
            await CommitAndDieAsync(servers, onA.GroupId, person);

            Assert.Equal(MembershipOutcome.Unchanged, (await onA.AssignAsync(person, Scenario.Champion, MembershipSource.Manual)).Outcome);
            Assert.Equal((index + 1, index + 1), (await ExactAsync(onB), await ExactAsync(onA)));
        }
    }

    [SkippableFact]
    public async Task A_server_of_an_older_version_that_advances_the_fence_has_every_roster_read_anew()
    {
        await using var servers = await StartAsync();
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var onB = onA.Through(servers.B.Client);
        var ada = await MemberAsync(onA, "Ada", 1);
        await onA.AssignAsync(ada, Scenario.Champion, MembershipSource.Manual);
        Assert.Equal((1, 1), (await ExactAsync(onA), await ExactAsync(onB)));

        await StoredRows.ExecuteAsync(
            servers.Folder, "BEGIN; DELETE FROM membership; UPDATE shared_state SET roster_fence = roster_fence + 1; COMMIT");
        await Task.Delay(1_100);

        Assert.Equal((0, 0), (await ExactAsync(onA), await ExactAsync(onB)));
    }

    /// <summary>Over a Redis whose user <c>bg</c> may do everything, so far.</summary>
    private static async Task<TwoServers> StartAsync()
    {
        var redis = new RedisServer();
        await redis.AskAsync("ACL SETUSER bg on >secret ~* &* +@all");
        return await TwoServers.StartOverAsync(redis, "user=bg,password=secret");
    }

    /// <summary>A person of the group's account, whose score is the number of activities.</summary>
    private static async Task<string> MemberAsync(Scenario scenario, string name, int activities)
    {
        var person = await scenario.PersonAsync(name);
        await scenario.RecordAsync(person, Visit, DateTimeOffset.UtcNow, activities);
        return person;
    }

    private static async Task<double> ExactAsync(Scenario scenario) => (await scenario.ScoreAsync()).Score.Exact;

    /// <summary>What a server does until the commit; and no more.</summary>
    private static async Task CommitAndDieAsync(TwoServers servers, string group, string person)
    {
        var file = Path.Combine(servers.Folder, "buyinggroups.db");
        await using var database = new SqlDatabase(new SqlOptions { ConnectionString = $"Data Source={file}" });
        var decision = new Recorded.Decision(Recorded.DecisionSource.Manual, "ute", DateTimeOffset.UtcNow, "");
        var command = new Recorded.MembershipCommand(Recorded.MembershipAction.Assign, new(person), new(Scenario.Champion), decision);
        await new GroupCommandStore(database, TimeProvider.System).ExecuteAsync(
            [new MemberCommand(new GroupById(new Recorded.BuyingGroupId(group)), command)]);
    }
}
