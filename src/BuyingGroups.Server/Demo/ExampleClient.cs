using BuyingGroups.Client;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// Plays the worked example through the service's own interface: definitions, directory, group, members, and a stream of activities.
/// </summary>
internal sealed class ExampleClient(BuyingGroupsClient client)
{
    private const string AccountId = "crm-northwind";

    /// <summary>Creates the example's group with all its activities recorded. Returns the group's id.</summary>
    public async Task<string> PlayAsync(CancellationToken cancellationToken)
    {
        await ActivateScoringModelAsync(cancellationToken);
        await FillDirectoryAsync(cancellationToken);
        var roleIds = await RoleIdsAsync(cancellationToken);
        var groupId = (await CreateGroupAsync(roleIds, cancellationToken)).BuyingGroupId;
        foreach (var member in WorkedExample.Members)
        {
            await client.Memberships.AssignMemberAsync(
                new Proto.AssignMemberRequest
                {
                    BuyingGroupId = groupId,
                    PersonId = WorkedExample.PersonId(member.FirstName),
                    RoleId = roleIds[member.Role],
                    Source = Proto.MembershipSource.Manual,
                    Reason = "the worked example",
                },
                cancellationToken: cancellationToken);
        }

        await RecordAsync(cancellationToken);
        return groupId;
    }

    /// <summary>Upserts the account and the people of the example.</summary>
    public async Task FillDirectoryAsync(CancellationToken cancellationToken)
    {
        await client.Directory.BatchUpsertAccountsAsync(
            new()
            {
                Accounts =
                {
                    new Proto.Account { AccountId = AccountId, DisplayName = "Northwind Traders", Industry = "Wholesale", Region = "EMEA" },
                },
            },
            cancellationToken: cancellationToken);
        await client.Directory.BatchUpsertPeopleAsync(
            new()
            {
                People =
                {
                    WorkedExample.Members.Select(member => new Proto.Person
                    {
                        PersonId = WorkedExample.PersonId(member.FirstName),
                        AccountId = AccountId,
                        FirstName = member.FirstName,
                        LastName = member.LastName,
                        JobTitle = member.JobTitle,
                    }),
                },
            },
            cancellationToken: cancellationToken);
    }

    /// <summary>The ids of the roles, by name.</summary>
    public async Task<Dictionary<string, string>> RoleIdsAsync(CancellationToken cancellationToken)
    {
        var roles = await client.Roles.ListRolesAsync(new(), cancellationToken: cancellationToken);
        return roles.Roles.ToDictionary(role => role.DisplayName, role => role.RoleId);
    }

    /// <summary>Creates the group of the example, without members.</summary>
    public async Task<Proto.BuyingGroup> CreateGroupAsync(Dictionary<string, string> roleIds, CancellationToken cancellationToken)
    {
        var template = await client.RoleTemplates.CreateRoleTemplateAsync(
            new()
            {
                RoleTemplate = new()
                {
                    DisplayName = "Software purchase",
                    Roles =
                    {
                        WorkedExample.Roles.Select(role => new Proto.TemplateRole
                        {
                            RoleId = roleIds[role.Role],
                            Weighting = role.Weighting,
                            RequiredForCompleteness = true,
                        }),
                    },
                },
            },
            cancellationToken: cancellationToken);
        var templateId = template.RoleTemplate.RoleTemplateId;
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = templateId }, cancellationToken: cancellationToken);
        var interest = await client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = "Analytics Suite", RoleTemplateId = templateId } },
            cancellationToken: cancellationToken);
        var group = await client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = interest.SolutionInterest.SolutionInterestId, AccountId = AccountId } },
            cancellationToken: cancellationToken);
        return group.BuyingGroup;
    }

    private async Task ActivateScoringModelAsync(CancellationToken cancellationToken)
    {
        var active = await client.ScoringModels.GetActiveScoringModelAsync(new(), cancellationToken: cancellationToken);
        var copy = await client.ScoringModels.DuplicateScoringModelAsync(
            new() { ScoringModelId = active.ScoringModel.ScoringModelId, DisplayName = "Default with publications" },
            cancellationToken: cancellationToken);
        var modelId = copy.ScoringModel.ScoringModelId;
        await client.ScoringModels.AddActivityTypeAsync(
            new()
            {
                ScoringModelId = modelId,
                ActivityType = new() { DisplayName = WorkedExample.DownloadedPublication, EngagementType = "Web", Weight = 60 },
            },
            cancellationToken: cancellationToken);
        await client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = modelId }, cancellationToken: cancellationToken);
    }

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        var today = DateTimeOffset.UtcNow;
        await using var recorder = new ActivityRecorder(client.Activities);
        foreach (var (member, activityType, yesterdayCount, todayCount) in WorkedExample.Activities)
        {
            foreach (var (day, count) in new[] { (today.AddDays(-1), yesterdayCount), (today, todayCount) })
            {
                for (var each = 1; each <= count; each++)
                {
                    await recorder.RecordAsync(
                        new Proto.Activity
                        {
                            ActivityId = $"{activityType} {day:yyyy-MM-dd} {each}",
                            PersonId = WorkedExample.PersonId(member),
                            ActivityType = activityType,
                            OccurredAt = day.ToTimestamp(),
                        },
                        cancellationToken);
                }
            }
        }

        await recorder.FlushAsync(cancellationToken);
    }
}
