using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>
/// Every attribute of people and accounts, in a condition that a job goes by: it selects who has the value there, and nobody who has it in
/// another attribute. The attributes are the optional and repeated fields of the messages; one more is tested by being there.
/// </summary>
public sealed class ConditionAttributesTests : IAsyncLifetime
{
    private const string Wanted = "wanted";
    private const string AccountOfPeople = "people";

    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    public static TheoryData<string> AccountAttributes => [.. FieldsOf(Account.Descriptor).Select(each => each.Name), "display_name"];

    private static FieldDescriptor[] PersonFields { get; } = [.. FieldsOf(Person.Descriptor)];

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", ""));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_job_assigns_by_each_attribute_of_people_whom_has_the_value_there()
    {
        await AccountsAsync(new Account { AccountId = AccountOfPeople, DisplayName = AccountOfPeople, Industry = Wanted });
        var people = PersonFields
            .Select(field => With(new Person { PersonId = $"has-{field.Name}", AccountId = AccountOfPeople }, PersonFields, field))
            .ToArray();
        Assert.All(
            (await _server.Client.Directory.BatchUpsertPeopleAsync(new() { People = { people } })).Results,
            result => Assert.Null(result.Error));
        var roles = new List<TemplateRole>();
        foreach (var field in PersonFields)
        {
            var role = (await _server.Client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = $"By {field.Name}" } })).Role;
            roles.Add(new TemplateRole
            {
                RoleId = role.RoleId,
                Weighting = RoleWeighting.Normal,
                AutoAssign = true,
                Condition = new() { Text = ConditionOn(field) },
            });
        }

        var interest = await InterestAsync([.. roles]);
        var scenario = await RunAsync(interest, $"industry IS \"{Wanted}\"");

        Assert.Equal(PersonFields.Length, scenario.Progress.MembersAssigned);
        var group =
            (await _server.Client.Groups.ListBuyingGroupsAsync(new() { AccountId = AccountOfPeople })).BuyingGroups.Single().BuyingGroupId;
        var members = (await _server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = group, PageSize = 100 })).Members;
        Assert.Equal(
            PersonFields.Zip(roles).Select(each => (PersonId: $"has-{each.First.Name}", each.Second.RoleId)).Order(),
            members.Select(member => (member.Membership.PersonId, member.Membership.RoleId)).Order());
    }

    [Theory, MemberData(nameof(AccountAttributes))]
    public async Task A_job_selects_by_each_attribute_of_accounts_which_has_the_value_there(string name)
    {
        var fields = FieldsOf(Account.Descriptor).Append(Account.Descriptor.FindFieldByName("display_name")).ToArray();
        await AccountsAsync(
            [.. fields.Select(field => With(new Account { AccountId = $"has-{field.Name}", DisplayName = "Other" }, fields, field))]);

        var job = await RunAsync(
            await InterestAsync(new TemplateRole { RoleId = Scenario.Champion, Weighting = RoleWeighting.Normal }),
            ConditionOn(Account.Descriptor.FindFieldByName(name)));

        Assert.Equal(1, job.Progress.AccountsSelected);
        Assert.Equal(
            [$"has-{name}"], (await _server.Client.Groups.ListBuyingGroupsAsync(new())).BuyingGroups.Select(group => group.AccountId));
    }

    private async Task<Job> RunAsync(string interest, string condition)
    {
        var audience = (await _server.Client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Audience", Condition = new() { Text = condition } } })).Audience.AudienceId;
        var job = (await _server.Client.Jobs.StartCreationJobAsync(new() { SolutionInterestId = interest, AudienceId = audience })).Job;
        var ended = await new JobScenario(_server.Client).EndedAsync(job.JobId);
        Assert.Equal(JobStatus.Succeeded, ended.Status);
        return ended;
    }

    private async Task<string> InterestAsync(params TemplateRole[] roles)
    {
        var template = (await _server.Client.RoleTemplates.CreateRoleTemplateAsync(
            new() { RoleTemplate = new() { DisplayName = "By attributes", Roles = { roles } } })).RoleTemplate.RoleTemplateId;
        await _server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template });
        return (await _server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new() { DisplayName = "By attributes", RoleTemplateId = template },
            })).SolutionInterest.SolutionInterestId;
    }

    private async Task AccountsAsync(params Account[] accounts) => Assert.All(
        (await _server.Client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { accounts } })).Results,
        result => Assert.Null(result.Error));

    private static IEnumerable<FieldDescriptor> FieldsOf(MessageDescriptor message) => message.Fields.InDeclarationOrder()
        .Where(field => !field.IsMap && field.FieldType != FieldType.Message && (field.HasPresence || field.IsRepeated));

    /// <summary>The value that is asked for in one attribute, and another one in each of the others.</summary>
    private static T With<T>(T message, FieldDescriptor[] fields, FieldDescriptor wanted)
        where T : IMessage
    {
        foreach (var field in fields)
        {
            var has = field == wanted;
            if (field.IsRepeated)
            {
                ((RepeatedField<string>)field.Accessor.GetValue(message)).Add(has ? Wanted : "other");
            }
            else
            {
                field.Accessor.SetValue(message, field.FieldType switch
                {
                    FieldType.Bool => has,
                    FieldType.Double => has ? 77.0 : 1.0,
                    FieldType.Int64 => has ? 77L : 1L,
                    FieldType.String when field.Name == "email_address" => has ? $"{Wanted}@example.com" : "other@example.com",
                    FieldType.String => has ? Wanted : "other",
                    _ => throw new InvalidOperationException($"{field.FullName} is of a type that this test doesn't know."),
                });
            }
        }

        return message;
    }

    private static string ConditionOn(FieldDescriptor field) => field switch
    {
        { IsRepeated: true } => $"{field.Name} CONTAINS \"{Wanted}\"",
        { FieldType: FieldType.Bool } => $"{field.Name} IS true",
        { FieldType: FieldType.String } => $"{field.Name} STARTS WITH \"{Wanted}\"",
        _ => $"{field.Name} > 50",
    };
}
