using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Google.Protobuf;
using Xunit;

namespace BuyingGroups.Server.Tests.Directory;

/// <summary>Whatever text a CRM sends that is UTF-8 comes back as it was sent, and stands in nobody's way.</summary>
public sealed class OddTextTests : IDisposable
{
    private const string Odd = "x\ufffe\uffff\ufdd0\u0378\ud83f\udffe e\u0301\u0001";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_the_embedded_stores()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);

        await ComesBackAsync(server.Client);
    }

    [SkippableFact]
    public async Task On_Redis()
    {
        using var redis = new RedisServer();
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Redis:ConnectionString", redis.ConnectionString));

        await ComesBackAsync(server.Client);
    }

    [Fact]
    public void Half_a_surrogate_pair_that_a_database_holds_is_told_as_the_replacement_character() =>
        Assert.Equal("\ufffdx", Person.Parser.ParseFrom(new Person { FirstName = "\ud800x" }.ToByteArray()).FirstName);

    private static async Task ComesBackAsync(BuyingGroupsClient client)
    {
        var scenario = await new Scenario(client).GroupAsync();
        var id = scenario.Unique("p\ufffe\uffff\u0378");
        var sent = new Person
        {
            PersonId = id,
            AccountId = scenario.Account,
            FirstName = Odd,
            City = Odd,
            JobTitle = $"Director{Odd}",
            CustomAttributes = { ["odd\ufffe"] = new AttributeValue { Text = $"a\0b{Odd}" } },
        };
        Assert.Null((await client.Directory.BatchUpsertPeopleAsync(new() { People = { sent } })).Results[0].Error);

        var read = (await client.Directory.GetPersonAsync(new() { PersonId = id })).Person;
        Assert.Equal((sent.FirstName, sent.City, sent.JobTitle), (read.FirstName, read.City, read.JobTitle));
        Assert.Equal(sent.CustomAttributes, read.CustomAttributes);
        await scenario.AssignAsync(id, Scenario.DecisionMaker, MembershipSource.Manual);
        var activity = Scenario.Activity(id, "Visit Webpage", DateTimeOffset.UtcNow, id: "a\ufffe\uffff");
        Assert.Equal(RecordOutcome.Recorded, (await client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome);
        Assert.Equal(RecordOutcome.Duplicate, (await client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome);
        Assert.True((await scenario.ScoreAsync()).Score.Exact > 0);
        foreach (var condition in new[] { "job_title STARTS WITH \"director\"", "city CONTAINS \"É\"", "first_name ENDS WITH \"É\u0001\"" })
        {
            var tested = await client.Directory.TestPersonConditionAsync(
                new() { AccountId = scenario.Account, Condition = new() { Text = condition } });
            Assert.Equal(id, Assert.Single(tested.People).PersonId);
        }
    }
}
