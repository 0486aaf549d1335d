using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using Account = BuyingGroups.V1.Account;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>The longest text that each kind of field takes is taken, and one character more is refused.</summary>
public sealed class TextLimitTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private static readonly Dictionary<string, (int Most, string Field, Sending SendAsync)> Limits = new()
    {
        ["name of a role"] = (100, "role.display_name", async (_, client, text) =>
        {
            var role = await client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = text } });
            await client.Roles.DeleteRoleAsync(new() { RoleId = role.Role.RoleId });
        }
        ),
        ["name of a role template"] = (100, "role_template.display_name", (_, client, text) =>
            client.RoleTemplates.CreateRoleTemplateAsync(new() { RoleTemplate = new() { DisplayName = text } }).ResponseAsync),
        ["description of a role template"] = (2_000, "role_template.description", (scenario, client, text) =>
            client.RoleTemplates.CreateRoleTemplateAsync(
                new() { RoleTemplate = new() { DisplayName = scenario.Unique($"T{text.Length}"), Description = text } }).ResponseAsync),
        ["name of a solution interest"] = (100, "solution_interest.display_name", (scenario, client, text) =>
            client.SolutionInterests.CreateSolutionInterestAsync(
                new() { SolutionInterest = new() { DisplayName = text, RoleTemplateId = scenario.TemplateId } }).ResponseAsync),
        ["description of a solution interest"] = (2_000, "solution_interest.description", (scenario, client, text) =>
            client.SolutionInterests.CreateSolutionInterestAsync(new()
            {
                SolutionInterest = new()
                {
                    DisplayName = scenario.Unique($"I{text.Length}"),
                    Description = text,
                    RoleTemplateId = scenario.TemplateId
                },
            }).ResponseAsync),
        ["name of an audience"] = (100, "audience.display_name", (_, client, text) =>
            client.Audiences.CreateAudienceAsync(
                new() { Audience = new() { DisplayName = text, Condition = new() { Text = "industry IS \"Steel\"" } } }).ResponseAsync),
        ["description of an audience"] = (2_000, "audience.description", (scenario, client, text) =>
            client.Audiences.CreateAudienceAsync(new()
            {
                Audience = new()
                {
                    DisplayName = scenario.Unique($"A{text.Length}"),
                    Description = text,
                    Condition = new() { Text = "industry IS \"Steel\"" },
                },
            }).ResponseAsync),
        ["name of a stage model"] = (100, "stage_model.display_name", (_, client, text) =>
            client.StageModels.CreateStageModelAsync(new() { StageModel = new() { DisplayName = text } }).ResponseAsync),
        ["name of a scoring model"] = (100, "display_name", (_, client, text) =>
            client.ScoringModels.DuplicateScoringModelAsync(new() { ScoringModelId = "default", DisplayName = text }).ResponseAsync),
        ["name of an activity type"] = (100, "activity_type.display_name", async (scenario, client, text) =>
            await client.ScoringModels.AddActivityTypeAsync(
                new() { ScoringModelId = await DraftAsync(client), ActivityType = new() { DisplayName = text, Weight = 1 } })),
        ["engagement type"] = (100, "activity_type.engagement_type", async (scenario, client, text) =>
            await client.ScoringModels.AddActivityTypeAsync(new()
            {
                ScoringModelId = await DraftAsync(client),
                ActivityType = new() { DisplayName = "T", Weight = 1, EngagementType = text },
            })),
        ["activity type of an activity"] = (100, "activity.activity_type", async (scenario, client, text) =>
        {
            var draft = await DraftAsync(client);
            if (text.Length <= 100)
            {
                await client.ScoringModels.AddActivityTypeAsync(
                    new() { ScoringModelId = draft, ActivityType = new() { DisplayName = text, Weight = 1 } });
            }

            await RecordAsync(scenario, client, activity => activity.ActivityType = text);
        }
        ),
        ["id of an activity"] = (128, "activity.activity_id", (scenario, client, text) =>
            RecordAsync(scenario, client, activity => activity.ActivityId = text)),
        ["reason of a membership command"] = (500, "reason", async (scenario, client, text) =>
            await client.Memberships.AssignMemberAsync(new()
            {
                BuyingGroupId = scenario.GroupId,
                PersonId = await scenario.PersonAsync("Reason"),
                RoleId = Scenario.Champion,
                Source = MembershipSource.Manual,
                Reason = text,
            })),
        ["status of a group"] = (50, "status", (scenario, client, text) =>
            client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = text }).ResponseAsync),
        ["part of a name"] = (100, "display_name_part", (_, client, text) =>
            client.ScoringModels.ListScoringModelsAsync(new() { DisplayNamePart = text }).ResponseAsync),
        ["name of an account"] = (255, "accounts[0].display_name", async (scenario, client, text) => Throw(
            (await client.Directory.BatchUpsertAccountsAsync(
                new() { Accounts = { new Account { AccountId = scenario.Unique("limits"), DisplayName = text } } })).Results[0])),
        ["id of an account"] = (128, "accounts[0].account_id", async (_, client, text) => Throw(
            (await client.Directory.BatchUpsertAccountsAsync(
                new() { Accounts = { new Account { AccountId = text, DisplayName = "A" } } })).Results[0])),
        ["job title of a person"] = (255, "people[0].job_title", async (scenario, client, text) => Throw(
            (await client.Directory.BatchUpsertPeopleAsync(
                new() { People = { new Person { PersonId = "limits", AccountId = scenario.Account, JobTitle = text } } })).Results[0])),
        ["email address of a person"] = (320, "people[0].email_address", async (scenario, client, text) => Throw(
            (await client.Directory.BatchUpsertPeopleAsync(
                new() { People = { new Person { PersonId = "limits", AccountId = scenario.Account, EmailAddress = text } } })).Results[0])),
    };

    private delegate Task Sending(Scenario scenario, BuyingGroupsClient client, string text);

    public static TheoryData<string> Kinds => [.. Limits.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_longest_text_is_taken_and_one_character_more_is_refused(string kind)
    {
        var (most, field, sendAsync) = Limits[kind];
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        // Of its own, since names are unique.
        var mark = Guid.NewGuid().ToString("N");

        await sendAsync(scenario, server.Client, mark + new string('x', most - mark.Length));

        var error = await Assert.ThrowsAsync<RpcException>(() =>
            sendAsync(scenario, server.Client, mark + new string('x', most + 1 - mark.Length)));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var violation = Assert.Single(error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
        Assert.Equal((field, "TOO_LONG"), (violation.Field, violation.Reason));
    }

    private static async Task RecordAsync(Scenario scenario, BuyingGroupsClient client, Action<Activity> change)
    {
        var activity = Scenario.Activity(await scenario.PersonAsync("Ada"), "Visit Webpage", DateTimeOffset.UtcNow);
        change(activity);
        Assert.Equal(RecordOutcome.Recorded, (await client.Activities.RecordActivityAsync(new() { Activity = activity })).Outcome);
    }

    private static async Task<string> DraftAsync(BuyingGroupsClient client) =>
        (await client.ScoringModels.DuplicateScoringModelAsync(
            new() { ScoringModelId = "default", DisplayName = Guid.NewGuid().ToString() })).ScoringModel.ScoringModelId;

    private static void Throw(UpsertResult result)
    {
        if (result.Error is { } error)
        {
            throw error.ToRpcException();
        }
    }
}
