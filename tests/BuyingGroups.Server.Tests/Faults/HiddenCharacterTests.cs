using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>
/// What people and logs see in a line can be seen: names, kinds, reasons and authors with control characters are refused, and what was
/// stored before
/// that, or comes from a CRM, is shown with them made visible.
/// </summary>
public sealed class HiddenCharacterTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Escape = "\u001b[31m";

    public static TheoryData<string> Hidden =>
        ["a\nb", "a\rb", "a\u001b[2Jb", "a\u0000b", "a\u007fb", "a\u0085b", "a\u2028b", "a\u202eb", "a\u2066b"];

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task A_name_with_hidden_characters_is_refused(string name)
    {
        var client = server.Client;
        var draft = await client.ScoringModels.DuplicateScoringModelAsync(
            new() { ScoringModelId = await ActiveModelAsync(), DisplayName = $"Draft {Guid.NewGuid()}" });
        var model = draft.ScoringModel.ScoringModelId;

        await Refusal.ExpectAsync(
            () => client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = name } }), "role.display_name", "MALFORMED");
        await Refusal.ExpectAsync(
            () => client.Audiences.CreateAudienceAsync(new() { Audience = new() { DisplayName = name, HasAccountList = true } }),
            "audience.display_name",
            "MALFORMED");
        await Refusal.ExpectAsync(
            () => client.StageModels.CreateStageModelAsync(new() { StageModel = new() { DisplayName = name } }), "stage_model.display_name",
            "MALFORMED");
        await Refusal.ExpectAsync(
            () => client.ScoringModels.AddActivityTypeAsync(
                new() { ScoringModelId = model, ActivityType = new() { DisplayName = name, Weight = 1 } }),
            "activity_type.display_name",
            "MALFORMED");
        await Refusal.ExpectAsync(
            () => client.ScoringModels.AddActivityTypeAsync(
                new() { ScoringModelId = model, ActivityType = new() { DisplayName = "Visit", EngagementType = name, Weight = 1 } }),
            "activity_type.engagement_type",
            "MALFORMED");
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task A_reason_a_status_and_a_node_with_hidden_characters_are_refused(string text)
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.PersonAsync("Ada");

        await Refusal.ExpectAsync(
            () => server.Client.Memberships.RemoveMemberAsync(
                new() { BuyingGroupId = scenario.GroupId, PersonId = ada, Source = MembershipSource.Manual, Reason = text }),
            "reason",
            "MALFORMED");
        await Refusal.ExpectAsync(
            () => server.Client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = text }), "status",
            "MALFORMED");
        await Refusal.ExpectAsync(
            () => server.Client.Journeys.ExecuteActionAsync(new()
            {
                Action = new()
                {
                    SolutionInterestId = scenario.SolutionInterestId,
                    AccountId = scenario.Account,
                    JourneyId = "nurture",
                    NodeId = text,
                    RemovePerson = new() { PersonId = ada },
                },
            }),
            "action.node_id",
            "MALFORMED");
    }

    [Theory]
    [InlineData("journeys/x/nodes/y")]
    [InlineData("JOURNEYS/x")]
    [InlineData("jobs/4711")]
    public async Task Nobody_acts_on_behalf_of_a_journey_or_a_job(string author)
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.PersonAsync("Ada");

        await Refusal.ExpectAsync(
            () => server.Client.Memberships.RemoveMemberAsync(
                new() { BuyingGroupId = scenario.GroupId, PersonId = ada, Source = MembershipSource.Manual, OnBehalfOf = author }),
            "on_behalf_of",
            "RESERVED");
        await Refusal.ExpectAsync(
            () => server.Client.Groups.SetBuyingGroupStatusAsync(
                new() { BuyingGroupId = scenario.GroupId, Status = "Open", OnBehalfOf = author }),
            "on_behalf_of",
            "RESERVED");
    }

    [Fact]
    public async Task What_was_stored_before_can_still_be_recorded_and_is_shown_with_them_made_visible()
    {
        using var folder = new TemporaryFolder();
        string ada;
        await using (var running = await RunningServer.StartAsync(folder.Path))
        {
            ada = await SetUpAsync(new Scenario(running.Client));
        }

        await StoredRows.ExecuteAsync(
            folder.Path,
            "UPDATE activity_type SET name = 'Visit' || char(27) || '[31m' || char(10) || 'Page' WHERE name = 'Visit Webpage'");

        var (exitCode, output, error) = await ServerProcess.RunAsync("inspect", ada, "--data", folder.Path);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.DoesNotContain('\u001b', output);
        Assert.Contains(@"Visit\u001B[31m\nPage", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_repeats_what_was_sent_is_visible_too()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.Directory.TestAccountConditionAsync(
            new() { Condition = new() { Text = $"industry IS {Escape}\"x\"" } }));

        Assert.DoesNotContain('\u001b', error.Status.Detail);
    }

    private static async Task<string> SetUpAsync(Scenario scenario)
    {
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        await scenario.RecordAsync(ada, "Visit Webpage", DateTimeOffset.UtcNow);
        return ada;
    }

    private async Task<string> ActiveModelAsync() =>
        (await server.Client.ScoringModels.GetActiveScoringModelAsync(new())).ScoringModel.ScoringModelId;
}
