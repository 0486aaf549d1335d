using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Activities;

/// <summary>
/// Which names of activity types are known, from the moment on at which a scoring model has them until the last has lost them.
/// </summary>
public sealed class ActivityTypeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_type_that_was_added_is_known_at_once_on_every_server_also_on_one_that_was_asked_before()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = new Scenario(servers.A.Client);
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        var draft = await DraftAsync(servers.A.Client);
        for (var round = 0; round < 5; round++)
        {
            var name = $"Type {round}";
            foreach (var server in new[] { servers.A, servers.B })
            {
                await UnknownAsync(server, ada, name);
            }

            await AddAsync(servers.A.Client, draft, name);

            Assert.Equal(RecordOutcome.Recorded, await RecordAsync(servers.B, ada, name));
            Assert.Equal(RecordOutcome.Recorded, await RecordAsync(servers.A, ada, name.ToUpperInvariant()));
        }
    }

    [SkippableFact]
    public async Task A_type_that_no_model_has_any_more_is_unknown_on_every_server_and_has_its_counters_again_if_it_comes_back()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = new Scenario(servers.A.Client);
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        var (draft, other) = (await DraftAsync(servers.A.Client), await DraftAsync(servers.A.Client));
        foreach (var model in new[] { draft, other })
        {
            await AddAsync(servers.A.Client, model, "Read the Tea Leaves");
        }

        foreach (var server in new[] { servers.A, servers.B })
        {
            Assert.Equal(RecordOutcome.Recorded, await RecordAsync(server, ada, "read the tea leaves"));
        }

        await servers.A.Client.ScoringModels.RemoveActivityTypeAsync(
            new() { ScoringModelId = draft, ActivityTypeDisplayName = "Read the Tea Leaves" });
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(servers.B, ada, "Read the Tea Leaves"));

        await servers.A.Client.ScoringModels.DeleteScoringModelAsync(new() { ScoringModelId = other });
        await UnknownAsync(servers.A, ada, "Read the Tea Leaves");
        await UnknownAsync(servers.B, ada, "Read the Tea Leaves");

        await AddAsync(servers.A.Client, draft, "Read the Tea Leaves");
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(servers.B, ada, "Read the Tea Leaves"));
        Assert.Equal(4, Assert.Single((await servers.A.InspectAsync(scenario.Account, ada)).Counters).Count);
    }

    [Fact]
    public async Task White_space_at_the_ends_of_a_name_is_no_part_of_it()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        var draft = await DraftAsync(server.Client);

        var added = await AddAsync(server.Client, draft, "\t Called back  ");

        Assert.Equal("Called back", added.ActivityTypes[^1].DisplayName);
        Assert.Equal(RecordOutcome.Recorded, await RecordAsync(server, ada, " called BACK\n"));
        await Refusal.ExpectAsync(
            () => server.Client.Activities.RecordActivityAsync(new() { Activity = Scenario.Activity(ada, " \t ", DateTimeOffset.UtcNow) }),
            "activity.activity_type",
            "REQUIRED");
    }

    [Fact]
    public async Task There_are_65535_types_and_the_last_one_counts_as_the_first_does()
    {
        await using (await RunningServer.StartAsync(_folder.Path))
        {
        }

        // As if so many had been added and taken out again: codes are given once.
        await Jobs.StoredRows.ExecuteAsync(
            _folder.Path, "INSERT INTO activity_type (code, name, name_key) VALUES (65534, 'Last but one', 'LAST BUT ONE')");
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var draft = await DraftAsync(server.Client);
        await AddAsync(server.Client, draft, "The last");

        var error = await Assert.ThrowsAsync<RpcException>(() => AddAsync(server.Client, draft, "One too many"));
        await AddAsync(server.Client, draft, "Last but one");
        await server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = draft });

        Assert.Equal(
            (StatusCode.FailedPrecondition, "TOO_MANY_ACTIVITY_TYPES"),
            (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, "The last", DateTimeOffset.UtcNow, 7));
        Assert.Equal(65_535, Assert.Single((await server.InspectAsync(scenario.Account, ada)).Counters).Type.Value);
        Assert.Equal(7, (await scenario.ScoreAsync()).Score.Exact);
    }

    private static async Task<string> DraftAsync(BuyingGroupsClient client) =>
        (await client.ScoringModels.DuplicateScoringModelAsync(
            new() { ScoringModelId = "default", DisplayName = Guid.NewGuid().ToString() })).ScoringModel.ScoringModelId;

    private static async Task<ScoringModel> AddAsync(BuyingGroupsClient client, string model, string name) =>
        (await client.ScoringModels.AddActivityTypeAsync(
            new() { ScoringModelId = model, ActivityType = new() { DisplayName = name, Weight = 50 } })).ScoringModel;

    private static Task<RecordOutcome> RecordAsync(RunningServer server, string person, string type) =>
        new Scenario(server.Client).RecordAsync(person, type, DateTimeOffset.UtcNow);

    private static Task UnknownAsync(RunningServer server, string person, string type) => Refusal.ExpectAsync(
        () => server.Client.Activities.RecordActivityAsync(new() { Activity = Scenario.Activity(person, type, DateTimeOffset.UtcNow) }),
        "activity.activity_type",
        "UNKNOWN_ACTIVITY_TYPE");
}
