using System.Globalization;
using BuyingGroups.Client;
using BuyingGroups.V1;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>jobs ACCOUNTS…</c>: for each number of accounts, with 20 people each, a creation job on SQLite by a server process of its own, then
/// <see cref="BareInserts"/> of the rows that it wrote, then the maintenance pass after 1 % of the people changed.
/// </summary>
internal static class JobsLoad
{
    private const int PeopleOfAccount = 20;
    private const int Batch = 1_000;

    private static readonly string[] Titles =
    [
        "Director of Operations", "Sr Director Finance", "Solution Architect", "Data Architect", "Systems Engineer", "Recruiter",
        "Office Manager", "Accountant", "Field Engineer", "Intern",
    ];

    public static async Task<int> RunAsync(IEnumerable<int> sizes)
    {
        Console.WriteLine(
            "accounts  people     creation  accounts/s  people assigned  bare inserts  ratio  peak MB   maintenance  changed  peak MB");
        foreach (var accounts in sizes)
        {
            await RunAsync(accounts);
        }

        return 0;
    }

    private static async Task RunAsync(int accounts)
    {
        using var server = new ServerProcess("--set", "Jobs:DailyAt=");
        var copy = Path.Combine(server.Folder, "before.db");
        string interest, audience;
        using (var client = server.NewClient())
        {
            (interest, audience) = await SeedAsync(client, accounts);
        }

        server.Restart(folder => File.Copy(Path.Combine(folder, "buyinggroups.db"), copy));
        Job creation;
        using (var client = server.NewClient())
        {
            var started = await client.Jobs.StartCreationJobAsync(new() { SolutionInterestId = interest, AudienceId = audience });
            creation = await EndAsync(client, started.Job.JobId);
        }

        var creationPeak = server.PeakResidentBytes;
        var bare = BareInserts.Run(Path.Combine(server.Folder, "buyinggroups.db"), copy, accountsAtOnce: 100);

        Job maintenance;
        using (var client = server.NewClient())
        {
            await ChangeAsync(client, accounts);
        }

        server.Restart(_ => File.Delete(copy));
        using (var client = server.NewClient())
        {
            maintenance = await EndAsync(client, (await client.Jobs.StartMaintenanceJobAsync(new())).Job.JobId);
        }

        var (created, maintained) = (Duration(creation), Duration(maintenance));
        var progress = maintenance.Progress;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{accounts,8:N0} {accounts * PeopleOfAccount,9:N0} {created.TotalSeconds,8:N1} s {accounts / created.TotalSeconds,11:N0} "
            + $"{creation.Progress.MembersAssigned,16:N0} {bare.TotalSeconds,11:N1} s {created / bare,6:0.00} {creationPeak >> 20,8:N0} "
            + $"{maintained.TotalSeconds,11:N1} s {progress.MembersAssigned + progress.MembersRemoved + progress.RolesChanged,8:N0} "
            + $"{server.PeakResidentBytes >> 20,8:N0}"));
    }

    private static async Task<(string Interest, string Audience)> SeedAsync(BuyingGroupsClient client, int accounts)
    {
        foreach (var some in Enumerable.Range(0, accounts).Chunk(Batch))
        {
            await client.Directory.BatchUpsertAccountsAsync(new()
            {
                Accounts =
                {
                    some.Select(i => new Account
                    {
                        AccountId = AccountId(i),
                        DisplayName = $"Account {i}",
                        Industry = i % 2 == 0 ? "Steel" : "Glass",
                    }),
                },
            });
        }

        foreach (var some in Enumerable.Range(0, accounts * PeopleOfAccount).Chunk(Batch))
        {
            await client.Directory.BatchUpsertPeopleAsync(new() { People = { some.Select(i => Person(i, Titles[i % Titles.Length])) } });
        }

        var template = (await client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "Load",
                Roles =
                {
                    Role("decision-maker", "job_title STARTS WITH (\"Director\", \"Sr Director\") AND NOT country IS \"FR\""),
                    Role("influencer", "job_title CONTAINS \"Architect\""),
                    Role("practitioner", "job_title IS \"Systems Engineer\" AND email_invalid IS FALSE"),
                },
            },
        })).RoleTemplate.RoleTemplateId;
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template });
        var interest = (await client.SolutionInterests.CreateSolutionInterestAsync(new()
        {
            SolutionInterest = new() { DisplayName = "Load", RoleTemplateId = template, UpdateExistingBuyingGroups = true },
        })).SolutionInterest.SolutionInterestId;
        var audience = (await client.Audiences.CreateAudienceAsync(
            new()
            {
                Audience = new() { DisplayName = "Load", Condition = new() { Text = "industry IN (\"Steel\", \"Glass\")" } },
            })).Audience.AudienceId;
        return (interest, audience);
    }

    /// <summary>Gives one in a hundred people the next title.</summary>
    private static async Task ChangeAsync(BuyingGroupsClient client, int accounts)
    {
        foreach (var some in Enumerable.Range(0, accounts * PeopleOfAccount / 100).Chunk(Batch))
        {
            await client.Directory.BatchUpsertPeopleAsync(
                new()
                {
                    People =
                    {
                        some.Select(i => i * 101 % (accounts * PeopleOfAccount)).Select(i => Person(i, Titles[(i + 2) % Titles.Length])),
                    },
                });
        }
    }

    private static async Task<Job> EndAsync(BuyingGroupsClient client, string jobId)
    {
        using var watching = client.Jobs.WatchJob(new() { JobId = jobId });
        var last = new Job();
        while (await watching.ResponseStream.MoveNext(default))
        {
            last = watching.ResponseStream.Current.Job;
        }

        return last.Status == JobStatus.Succeeded ? last : throw new InvalidOperationException($"{last}");
    }

    private static TimeSpan Duration(Job job) => job.EndTime.ToDateTime() - job.StartTime.ToDateTime();

    private static string AccountId(int account) => $"account-{account:0000000}";

    private static Person Person(int person, string title) => new()
    {
        PersonId = $"person-{person:00000000}",
        AccountId = AccountId(person / PeopleOfAccount),
        FirstName = $"First {person % 997}",
        LastName = $"Last {person % 4001}",
        JobTitle = title,
        Country = person % 7 == 0 ? "FR" : "DE",
        City = "Bonn",
        EmailAddress = $"p{person}@example.com",
        EmailInvalid = false,
    };

    private static TemplateRole Role(string role, string condition) => new()
    {
        RoleId = role,
        Weighting = RoleWeighting.Normal,
        RequiredForCompleteness = true,
        AutoAssign = true,
        Condition = new() { Text = condition },
    };
}
