using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>
/// Accounts with people of four titles, a template that assigns by title, an audience, and jobs over them. A Chief becomes Decision Maker,
/// an Architect Influencer, whoever is a Chief Architect too is taken by the first; an Engineer qualifies for nothing.
/// </summary>
public sealed class JobScenario(BuyingGroupsClient client)
{
    /// <summary>The same accounts and definitions, seen through another server.</summary>
    public JobScenario(BuyingGroupsClient client, JobScenario other)
        : this(client) =>
        (InterestId, TemplateId, AudienceId) = (other.InterestId, other.TemplateId, other.AudienceId);

    public const string Chief = "Chief Executive";
    public const string ChiefArchitect = "Chief Architect";
    public const string Architect = "Solution Architect";
    public const string Engineer = "Engineer";

    public static readonly string[] Titles = [Chief, ChiefArchitect, Architect, Engineer];

    public string InterestId { get; private set; } = "";

    public string TemplateId { get; private set; } = "";

    public string AudienceId { get; private set; } = "";

    public BuyingGroupsClient Client => client;

    public static string Account(int number) => $"account-{number:0000}";

    public static string Person(int account, string title) => $"{Account(account)}-{title.Replace(' ', '-').ToLowerInvariant()}";

    /// <summary>
    /// Accounts 0 to <paramref name="accounts"/> − 1 with four people each; every second is of the industry Steel, the audience's
    /// condition.
    /// </summary>
    public async Task<JobScenario> SetUpAsync(int accounts, bool updates = true, string condition = "industry IS \"Steel\"")
    {
        await UpsertAccountsAsync(Enumerable.Range(0, accounts).Select(number => (number, number % 2 == 0 ? "Steel" : "Glass")));
        foreach (var some in Enumerable.Range(0, accounts).Chunk(200))
        {
            await UpsertAsync([.. some.SelectMany(number => Titles.Select(title => PersonOf(number, title, title)))]);
        }

        var template = await client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "Automatic",
                Roles =
                {
                    Role(Scenario.DecisionMaker, "job_title STARTS WITH \"Chief\""),
                    Role(Scenario.Influencer, "job_title CONTAINS \"Architect\""),
                    Role(Scenario.Champion, null),
                },
            },
        });
        TemplateId = template.RoleTemplate.RoleTemplateId;
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = TemplateId });
        InterestId = (await client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new() { DisplayName = "Furnaces", RoleTemplateId = TemplateId, UpdateExistingBuyingGroups = updates },
            }))
            .SolutionInterest.SolutionInterestId;
        AudienceId = (await client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Steel makers", Condition = new() { Text = condition } } })).Audience.AudienceId;
        return this;
    }

    public Task UpsertAccountsAsync(IEnumerable<(int Number, string Industry)> accounts) =>
        Task.WhenAll(accounts.Chunk(1000).Select(async some =>
            Assert.All(
                (await client.Directory.BatchUpsertAccountsAsync(new()
                {
                    Accounts =
                    {
                        some.Select(each => new Account
                        {
                            AccountId = Account(each.Number),
                            DisplayName = Account(each.Number),
                            Industry = each.Industry,
                        }),
                    },
                })).Results,
                result => Assert.Null(result.Error))));

    /// <summary>Gives the person who has, or had, a title another one.</summary>
    public Task RetitleAsync(int account, string title, string now) => UpsertAsync([PersonOf(account, title, now)]);

    public async Task<Job> CreateGroupsAsync() => await EndedAsync((await StartCreationAsync()).JobId);

    public async Task<Job> StartCreationAsync() =>
        (await client.Jobs.StartCreationJobAsync(new() { SolutionInterestId = InterestId, AudienceId = AudienceId })).Job;

    public async Task<Job> MaintainAsync() => await EndedAsync((await client.Jobs.StartMaintenanceJobAsync(new())).Job.JobId);

    /// <summary>The job once it has ended, as a watcher is told.</summary>
    public async Task<Job> EndedAsync(string jobId)
    {
        using var watching = client.Jobs.WatchJob(new() { JobId = jobId }, deadline: DateTime.UtcNow.AddSeconds(90));
        var last = new Job();
        while (await watching.ResponseStream.NextAsync())
        {
            last = watching.ResponseStream.Current.Job;
        }

        Assert.NotNull(last.EndTime);
        return last;
    }

    public async Task<string> GroupOfAsync(int account) =>
        (await client.Groups.ListBuyingGroupsAsync(new() { SolutionInterestId = InterestId, AccountId = Account(account) }))
            .BuyingGroups.SingleOrDefault()?.BuyingGroupId ?? "";

    /// <summary>Who is in the group of an account: title (as set up) and role.</summary>
    public async Task<string> MembersAsync(int account) =>
        string.Join(
            ", ",
            (await client.Memberships.ListMembersAsync(new() { BuyingGroupId = await GroupOfAsync(account) })).Members
                .Select(member => $"{member.Membership.PersonId[(Account(account).Length + 1)..]}: {member.Membership.RoleId}"));

    private async Task UpsertAsync(IReadOnlyList<Person> people) =>
        Assert.All(
            (await client.Directory.BatchUpsertPeopleAsync(new() { People = { people } })).Results, result => Assert.Null(result.Error));

    private static Person PersonOf(int account, string title, string now) =>
        new() { PersonId = Person(account, title), AccountId = Account(account), FirstName = title, JobTitle = now };

    private static TemplateRole Role(string role, string? condition) => new()
    {
        RoleId = role,
        Weighting = RoleWeighting.Normal,
        RequiredForCompleteness = true,
        AutoAssign = condition is not null,
        Condition = condition is null ? null : new() { Text = condition },
    };
}
