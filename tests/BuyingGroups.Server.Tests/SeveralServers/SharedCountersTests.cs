using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Xunit;

namespace BuyingGroups.Server.Tests.SeveralServers;

/// <summary>Nothing is lost and nothing counted twice, whichever servers are told, and wherever the person moves meanwhile.</summary>
public sealed class SharedCountersTests
{
    private const string Visit = "Visit Webpage";

    [SkippableFact]
    public async Task Of_32_callers_who_record_the_same_1000_ids_on_two_servers_each_id_counts_once()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = new Scenario(servers.A.Client);
        await scenario.AccountAsync(scenario.Account);
        var people = new List<string>();
        for (var person = 0; person < 10; person++)
        {
            people.Add(await scenario.PersonAsync($"Person{person}"));
        }

        var now = DateTimeOffset.UtcNow;
        Activity[] activities = [.. Enumerable.Range(0, 1_000).Select(i => Scenario.Activity(people[i % 10], Visit, now, id: $"{i}"))];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var server = caller % 2 == 0 ? servers.A : servers.B;
            Activity[] mine = [.. activities];
            new Random(caller).Shuffle(mine);
            var results = new List<RecordResult>();
            foreach (var batch in mine.Chunk(100))
            {
                results.AddRange((await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { batch } })).Results);
            }

            return results;
        })));

        var all = outcomes.SelectMany(results => results).ToLookup(result => result.Outcome);
        Assert.Equal((1_000, 31_000), (all[RecordOutcome.Recorded].Count(), all[RecordOutcome.Duplicate].Count()));
        foreach (var person in people)
        {
            Assert.Equal((100, 100), await CountedAsync(servers.B, person));
        }
    }

    [SkippableFact]
    public async Task Who_moves_to_and_fro_while_both_servers_record_loses_nothing_and_counts_nothing_twice()
    {
        const int Ids = 1_800;
        await using var servers = await TwoServers.StartAsync();
        var (from, to) = (new Scenario(servers.A.Client), new Scenario(servers.A.Client));
        await from.AccountAsync(from.Account);
        await to.AccountAsync(to.Account);
        var ada = await from.PersonAsync("Ada");
        var now = DateTimeOffset.UtcNow;

        // Each id by two callers, one a server; both have the first account in mind when the moves begin.
        var recording = Task.WhenAll(new[] { servers.A, servers.B, servers.A, servers.B }.Select((server, caller) => Task.Run(async () =>
        {
            int[] ids = [.. Enumerable.Range(0, Ids).Where(id => id % 2 == caller / 2)];
            new Random(caller).Shuffle(ids);
            foreach (var batch in ids.Chunk(3))
            {
                await RecordUntilDecidedAsync(server.Client, [.. batch.Select(id => Scenario.Activity(ada, Visit, now, id: $"{id}"))]);
            }
        })));
        var moves = 0;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!recording.IsCompleted)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "the last recording took more than two minutes");
            var account = moves % 2 == 0 ? to.Account : from.Account;
            var moved = await servers.A.Client.Directory.BatchUpsertPeopleAsync(
                new() { People = { new Person { PersonId = ada, AccountId = account } } });
            moves += Assert.Single(moved.Results).HasOutcome ? 1 : 0;
            await Task.Delay(20);
        }

        await recording.EndsAsync("the last recording");
        Assert.True(moves > 1, $"only {moves} moves");
        Assert.Equal((Ids, Ids), await CountedAsync(servers.A, ada, remembersMoves: true));
    }

    [SkippableFact]
    public async Task A_server_with_the_old_account_in_mind_records_at_the_new_one()
    {
        await using var servers = await TwoServers.StartAsync();
        var old = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await old.MemberAsync("Ada", Scenario.Champion);
        var onB = old.Through(servers.B.Client);
        Assert.Equal(RecordOutcome.Recorded, await onB.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 3));
        Assert.Equal(3, (await onB.ScoreAsync()).Score.Exact);
        await old.AccountAsync(old.Unique("new"));

        await servers.A.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = ada, AccountId = old.Unique("new") } } });

        Assert.Equal(0, (await onB.ScoreAsync()).Score.Exact);
        Assert.Equal(RecordOutcome.Recorded, await onB.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 4));
        Assert.Equal(7, (await CountedAsync(servers.A, ada)).Count);
    }

    private static async Task RecordUntilDecidedAsync(BuyingGroupsClient client, IReadOnlyList<Activity> activities)
    {
        while (activities.Count > 0)
        {
            var answer = await Eventually.AnswersAsync(
                async () => await client.Activities.BatchRecordActivitiesAsync(new() { Activities = { activities } }));
            Assert.All(
                answer.Results,
                result => Assert.True(result.HasOutcome || result.Error.Code == (int)Code.Unavailable, result.Error?.Message));
            activities = [.. activities.Zip(answer.Results).Where(item => !item.Second.HasOutcome).Select(item => item.First)];
        }
    }

    /// <summary>The true counts and the remembered ids of a person, without those of the moves themselves.</summary>
    private static async Task<(long Count, int Ids)> CountedAsync(RunningServer server, string person, bool remembersMoves = false)
    {
        var account = (await server.Client.Directory.GetPersonAsync(new() { PersonId = person })).Person.AccountId;
        var counters = await server.InspectAsync(account, person);
        var count = counters.Counters.Sum(counter => (long)counter.Count);
        return (count, remembersMoves ? (int)Math.Min(count, counters.RememberedIds) : counters.RememberedIds);
    }
}
