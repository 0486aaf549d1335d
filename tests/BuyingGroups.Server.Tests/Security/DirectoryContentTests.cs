using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>
/// What the directory says of people and accounts is for callers with the scope <c>directory.read</c>, whichever service is asked.
/// </summary>
public sealed class DirectoryContentTests(SecuredServer server) : IClassFixture<SecuredServer>, IAsyncLifetime
{
    private const string AccountName = "Ostrava Nameworks";
    private const string FirstName = "Zdenka";
    private const string LastName = "Quillfeather";
    private const string JobTitle = "Chief of Everything";

    private Scenario _scenario = null!;
    private string _person = "";
    private string _audience = "";

    /// <summary>Each method that isn't of the directory and whose answer has fields for such contents.</summary>
    private Dictionary<string, (string Scope, Func<BuyingGroupsClient, Task<IMessage>> Call)> Methods => new()
    {
        ["AudienceService.ListAudienceAccounts"] =
            (Scopes.DefinitionsRead, async client =>
                await client.Audiences.ListAudienceAccountsAsync(new() { AudienceId = _audience, PageSize = 1000 })),
        ["BuyingGroupService.CreateBuyingGroup"] = (Scopes.GroupsWrite, async client => await CreateGroupAsync(client)),
        ["BuyingGroupService.GetBuyingGroup"] =
            (Scopes.GroupsRead, async client => await client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = _scenario.GroupId })),
        ["BuyingGroupService.ListBuyingGroups"] =
            (Scopes.GroupsRead, async client => await client.Groups.ListBuyingGroupsAsync(new() { AccountId = _scenario.Account })),
        ["MembershipService.GetMembership"] =
            (Scopes.GroupsRead, async client =>
                await client.Memberships.GetMembershipAsync(new() { BuyingGroupId = _scenario.GroupId, PersonId = _person })),
        ["MembershipService.ListMembers"] =
            (Scopes.GroupsRead, async client => await client.Memberships.ListMembersAsync(new() { BuyingGroupId = _scenario.GroupId })),
        ["MembershipService.ListPersonMemberships"] =
            (Scopes.GroupsRead, async client => await client.Memberships.ListPersonMembershipsAsync(new() { PersonId = _person })),
        ["ScoreService.ExplainEngagementScore"] =
            (Scopes.ScoresRead, async client =>
                await client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = _scenario.GroupId })),
    };

    public async Task InitializeAsync()
    {
        var everything = server.Everything();
        _scenario = await new Scenario(everything).GroupAsync();
        await everything.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = _scenario.Account, DisplayName = AccountName, Industry = "Nameplates" } } });
        _person = _scenario.Unique("p");
        await everything.Directory.BatchUpsertPeopleAsync(new()
        {
            People =
            {
                new Person
                {
                    PersonId = _person,
                    AccountId = _scenario.Account,
                    FirstName = FirstName,
                    LastName = LastName,
                    JobTitle = JobTitle,
                },
            },
        });
        await _scenario.AssignAsync(_person, Scenario.DecisionMaker, MembershipSource.Manual);
        var audience = await everything.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = _scenario.Unique("A"), Condition = new() { Text = "industry IS \"Nameplates\"" } } });
        _audience = audience.Audience.AudienceId;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Every_answer_that_could_tell_it_is_looked_at()
    {
        var telling = ActivityReflection.Descriptor.Services
            .Concat(new[]
            {
                AudienceReflection.Descriptor, BuyingGroupReflection.Descriptor, DirectoryReflection.Descriptor, EventReflection.Descriptor,
                JobReflection.Descriptor, JourneyReflection.Descriptor, MembershipReflection.Descriptor, RoleReflection.Descriptor,
                RoleTemplateReflection.Descriptor, ScoreReflection.Descriptor, ScoringModelReflection.Descriptor,
                SolutionInterestReflection.Descriptor, StageModelReflection.Descriptor,
            }.SelectMany(file => file.Services))
            .SelectMany(service => service.Methods)
            .Where(
                method => MethodScopes.Of($"/{method.Service.FullName}/{method.Name}") is not [Scopes.DirectoryRead]
                    && Tells(method.OutputType, []))
            .Select(method => $"{method.Service.Name}.{method.Name}");

        Assert.Equal(Methods.Keys.Order(StringComparer.Ordinal), telling.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_the_scope_nothing_of_it_is_answered_and_with_it_all()
    {
        foreach (var (name, (scope, call)) in Methods)
        {
            var without = (await call(server.With(scope))).ToString()!;
            var with = (await call(server.With(scope, Scopes.DirectoryRead))).ToString()!;

            string[] contents = [AccountName, FirstName, LastName, JobTitle, "Nameplates"];
            Assert.True(contents.All(content => !without.Contains(content, StringComparison.Ordinal)), $"{name} tells {without}");
            Assert.True(contents.Any(content => with.Contains(content, StringComparison.Ordinal)), $"{name} doesn't tell {with}");
        }
    }

    [Fact]
    public async Task The_ids_are_answered_without_it()
    {
        var accounts = await server.With(Scopes.DefinitionsRead).Audiences.ListAudienceAccountsAsync(
            new() { AudienceId = _audience, PageSize = 1000 });
        var explanation = await server.With(Scopes.ScoresRead).Scores.ExplainEngagementScoreAsync(
            new() { BuyingGroupId = _scenario.GroupId });

        Assert.Contains(accounts.Accounts, account => account.Equals(new Account { AccountId = _scenario.Account }));
        Assert.Contains(explanation.Roles.SelectMany(role => role.Members), member => member.PersonId == _person);
    }

    private static bool Tells(MessageDescriptor message, HashSet<MessageDescriptor> seen) =>
        seen.Add(message) && message.Fields.InDeclarationOrder().Any(field =>
            field.Name is "first_name" or "last_name" or "job_title" or "email_address" or "buying_group_display_name"
            || (field.Name == "display_name" && message.Name is "Account" or "BuyingGroup")
            || (field.FieldType == FieldType.Message && !field.IsMap && Tells(field.MessageType, seen)));

    private async Task<CreateBuyingGroupResponse> CreateGroupAsync(BuyingGroupsClient client)
    {
        var interest = await server.Everything().SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = $"I {Guid.NewGuid()}", RoleTemplateId = _scenario.TemplateId } });
        return await client.Groups.CreateBuyingGroupAsync(new()
        {
            BuyingGroup = new() { SolutionInterestId = interest.SolutionInterest.SolutionInterestId, AccountId = _scenario.Account },
        });
    }
}
