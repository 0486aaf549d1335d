using System.Globalization;
using BuyingGroups.Client;
using Spectre.Console;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// What a marketing operations user sets up and what the system does with it: a template with conditions, an audience, a creation job, and
/// a maintenance job after attributes have changed and users have decided.
/// </summary>
internal static class JobsScenario
{
    private const int Batch = 1_000;
    private const int Changes = 400;
    private const int Entering = 40;
    private const int Overruled = 40;

    private const string Audience =
        "industry IN (\"Manufacturing\", \"Logistics\") AND annual_revenue > 1000000 AND NOT products_owned IS \"Plant Suite\"";

    private static readonly (string Role, Proto.RoleWeighting Weighting, string Condition)[] Roles =
    [
        (WorkedExample.DecisionMaker, Proto.RoleWeighting.Vital,
            "job_title STARTS WITH (\"Director\", \"Sr Director\") AND NOT country IS \"US\""),
        (WorkedExample.Influencer, Proto.RoleWeighting.Important, "job_title CONTAINS \"Architect\""),
        (WorkedExample.Practitioner, Proto.RoleWeighting.Normal, "job_title ENDS WITH \"Engineer\" AND email_invalid IS FALSE"),
    ];

    public static async Task<(string GroupId, string Method)> PlayAsync(BuyingGroupsClient client, CancellationToken cancellationToken)
    {
        var directory = new ExampleDirectory();
        var inhabitants = ExampleDirectory.Accounts * ExampleDirectory.PeopleOfAccount;
        Console.WriteLine($"Filling the directory with {Number(ExampleDirectory.Accounts)} accounts and {Number(inhabitants)} people…");
        var (accounts, people) = await FillAsync(client, directory, cancellationToken);
        var (interest, audience) = await DefineAsync(client, cancellationToken);
        var selected = await client.Audiences.CountAudienceAccountsAsync(
            new() { AudienceId = audience }, cancellationToken: cancellationToken);
        Console.WriteLine($"{Number(selected.Accounts)} of {Number(accounts.Count)} accounts are in the audience");

        var started = await client.Jobs.StartCreationJobAsync(
            new() { SolutionInterestId = interest, AudienceId = audience }, cancellationToken: cancellationToken);
        var creation = await JobProgressBar.ShowAsync(client, "Creation job", started.Job.JobId, cancellationToken);

        var changed = new DemoChanges(client, directory, interest, cancellationToken);
        await changed.OverruleAsync(Overruled);
        await changed.RetitleAsync(people, Changes);
        await changed.MoveIntoAudienceAsync(accounts, Entering);
        Console.WriteLine(
            $"Then users decided on {Overruled} members, {Changes} people changed their title, and {Entering} accounts entered the "
            + "audience");
        var pass = await client.Jobs.StartMaintenanceJobAsync(new(), cancellationToken: cancellationToken);
        var maintenance = await JobProgressBar.ShowAsync(client, "Maintenance job", pass.Job.JobId, cancellationToken);

        Console.WriteLine();
        AnsiConsole.Write(TableOf(creation, maintenance));
        var group = await client.Groups.ListBuyingGroupsAsync(new() { PageSize = 1 }, cancellationToken: cancellationToken);
        return (group.BuyingGroups[0].BuyingGroupId, "MembershipService/ListMembers");
    }

    private static async Task<(IReadOnlyList<Proto.Account> Accounts, IReadOnlyList<Proto.Person> People)> FillAsync(
        BuyingGroupsClient client, ExampleDirectory directory, CancellationToken cancellationToken)
    {
        var accounts = directory.MakeAccounts();
        foreach (var some in accounts.Chunk(Batch))
        {
            await client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { some } }, cancellationToken: cancellationToken);
        }

        Proto.Person[] people = [.. accounts.SelectMany(directory.MakePeople)];
        foreach (var some in people.Chunk(Batch))
        {
            await client.Directory.BatchUpsertPeopleAsync(new() { People = { some } }, cancellationToken: cancellationToken);
        }

        return (accounts, people);
    }

    private static async Task<(string Interest, string Audience)> DefineAsync(
        BuyingGroupsClient client, CancellationToken cancellationToken)
    {
        var roles = await new ExampleClient(client).RoleIdsAsync(cancellationToken);
        var template = await client.RoleTemplates.CreateRoleTemplateAsync(
            new()
            {
                RoleTemplate = new()
                {
                    DisplayName = "Plant purchase",
                    Roles =
                    {
                        Roles.Select(role => new Proto.TemplateRole
                        {
                            RoleId = roles[role.Role],
                            Weighting = role.Weighting,
                            RequiredForCompleteness = true,
                            AutoAssign = true,
                            Condition = new() { Text = role.Condition },
                        }),
                    },
                },
            },
            cancellationToken: cancellationToken);
        var templateId = template.RoleTemplate.RoleTemplateId;
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = templateId }, cancellationToken: cancellationToken);
        var interest = await client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new() { DisplayName = "Plant Suite", RoleTemplateId = templateId, UpdateExistingBuyingGroups = true },
            },
            cancellationToken: cancellationToken);
        var audience = await client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Plants without the suite", Condition = new() { Text = Audience } } },
            cancellationToken: cancellationToken);
        return (interest.SolutionInterest.SolutionInterestId, audience.Audience.AudienceId);
    }

    private static Table TableOf(Proto.Job creation, Proto.Job maintenance)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn("Creation", column => column.RightAligned())
            .AddColumn("Maintenance", column => column.RightAligned());
        Row("Accounts looked at", progress => progress.AccountsDone);
        Row("Accounts new in the audience", progress => progress.AccountsSelected);
        Row("Groups made", progress => progress.GroupsCreated);
        Row("Members assigned", progress => progress.MembersAssigned);
        Row("Members removed", progress => progress.MembersRemoved);
        Row("Roles changed", progress => progress.RolesChanged);
        Row("Members overruled", progress => progress.Overruled);
        Row("Scores stored", progress => progress.GroupsDone);
        table.AddRow("Seconds", Seconds(creation), Seconds(maintenance));
        return table;

        void Row(string name, Func<Proto.JobProgress, long> count) =>
            table.AddRow(name, Number(count(creation.Progress)), Number(count(maintenance.Progress)));
    }

    private static string Seconds(Proto.Job job) =>
        (job.EndTime.ToDateTime() - job.StartTime.ToDateTime()).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
