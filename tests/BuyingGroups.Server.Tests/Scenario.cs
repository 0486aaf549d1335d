using BuyingGroups.Client;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Tests;

/// <summary>
/// Sets up definitions, people and groups in the domain's words, over the service's own interface; all under names of their own.
/// </summary>
public sealed class Scenario(BuyingGroupsClient client)
{
    private string _mark = Guid.NewGuid().ToString("N")[..8];

    public const string DecisionMaker = "decision-maker";
    public const string Influencer = "influencer";
    public const string Practitioner = "practitioner";
    public const string Champion = "champion";

    public BuyingGroupsClient Client => client;

    public string Account => $"account-{_mark}";

    public string TemplateId { get; private set; } = "";

    /// <summary>Of the solution interest to be made; empty: it has none.</summary>
    public string StageModelId { get; init; } = "";

    public string SolutionInterestId { get; private set; } = "";

    public string GroupId { get; private set; } = "";

    /// <summary>The same accounts, people and group, seen through another server.</summary>
    public Scenario Through(BuyingGroupsClient other) =>
        new(other) { _mark = _mark, TemplateId = TemplateId, SolutionInterestId = SolutionInterestId, GroupId = GroupId };

    public string Unique(string name) => $"{name}-{_mark}";

    /// <summary>A group of a new account with the roles of the worked example: Vital, Important, Normal, all required.</summary>
    public async Task<Scenario> GroupAsync(params (string RoleId, RoleWeighting Weighting, bool Required, int RequiredMembers)[] roles)
    {
        if (roles.Length == 0)
        {
            roles =
            [
                (DecisionMaker, RoleWeighting.Vital, true, 1),
                (Influencer, RoleWeighting.Important, true, 1),
                (Practitioner, RoleWeighting.Normal, true, 1),
            ];
        }

        await AccountAsync(Account);
        var template = await client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = Unique("Template"),
                Roles =
                {
                    roles.Select(role => new TemplateRole
                    {
                        RoleId = role.RoleId,
                        Weighting = role.Weighting,
                        RequiredForCompleteness = role.Required,
                        RequiredMembers = role.RequiredMembers,
                    }),
                },
            },
        });
        TemplateId = template.RoleTemplate.RoleTemplateId;
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = TemplateId });
        var interest = await client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new() { DisplayName = Unique("Interest"), RoleTemplateId = TemplateId, StageModelId = StageModelId },
            });
        SolutionInterestId = interest.SolutionInterest.SolutionInterestId;
        var group = await client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = SolutionInterestId, AccountId = Account } });
        GroupId = group.BuyingGroup.BuyingGroupId;
        return this;
    }

    public async Task AccountAsync(string accountId)
    {
        var answer = await client.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = accountId, DisplayName = $"Account {accountId}" } } });
        Expect(answer.Results[0]);
    }

    /// <summary>A person of the scenario's account, or of another one. Answers the id.</summary>
    public async Task<string> PersonAsync(string name, string? accountId = null)
    {
        var id = Unique(name);
        var answer = await client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = id, AccountId = accountId ?? Account, FirstName = name, JobTitle = "Director" } } });
        Expect(answer.Results[0]);
        return id;
    }

    /// <summary>A person in a role of the group, assigned manually. Answers the person's id.</summary>
    public async Task<string> MemberAsync(string name, string roleId)
    {
        var id = await PersonAsync(name);
        await AssignAsync(id, roleId, MembershipSource.Manual);
        return id;
    }

    public async Task<AssignMemberResponse> AssignAsync(string personId, string roleId, MembershipSource source) =>
        await client.Memberships.AssignMemberAsync(
            new() { BuyingGroupId = GroupId, PersonId = personId, RoleId = roleId, Source = source, Reason = $"by {source}" });

    public async Task<RemoveMemberResponse> RemoveAsync(string personId, MembershipSource source) =>
        await client.Memberships.RemoveMemberAsync(new() { BuyingGroupId = GroupId, PersonId = personId, Source = source });

    /// <summary><paramref name="count"/> activities in one, under an id of their own.</summary>
    public async Task<RecordOutcome> RecordAsync(string personId, string activityType, DateTimeOffset at, long count = 1) =>
        (await client.Activities.RecordActivityAsync(new() { Activity = Activity(personId, activityType, at, count) })).Outcome;

    public static Activity Activity(string personId, string activityType, DateTimeOffset at, long count = 1, string? id = null) => new()
    {
        ActivityId = id ?? Guid.NewGuid().ToString(),
        PersonId = personId,
        ActivityType = activityType,
        OccurredAt = at.ToTimestamp(),
        Count = count,
    };

    public async Task<EngagementScore> ScoreAsync(ScoringMethod method = ScoringMethod.RoleWeighted) =>
        (await client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = GroupId, Method = method })).EngagementScore;

    private static void Expect(UpsertResult result)
    {
        if (result.Error is { } error)
        {
            throw new InvalidOperationException(error.Message);
        }
    }
}
