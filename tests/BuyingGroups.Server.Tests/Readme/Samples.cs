using BuyingGroups.Client;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace BuyingGroups.Server.Tests.Readme;

/// <summary>
/// The samples of the README in C#, line by line: what is here compiles, with the usings that the README names, and <see cref="ReadmeTests"/> compares it
/// with what is there.
/// </summary>
internal static class Samples
{
    public static async Task CallAsync()
    {
        using var groups = BuyingGroupsClient.Create(new Uri("http://127.0.0.1:5080"));

        var recorded = await groups.Activities.RecordActivityAsync(new()
        {
            Activity = new()
            {
                ActivityId = Guid.NewGuid().ToString(), // yours; sending it again is a DUPLICATE, not a second visit
                PersonId = "crm-adam",
                ActivityType = "Visit Webpage",
                OccurredAt = DateTimeOffset.UtcNow.ToTimestamp(),
            },
        });
        Console.WriteLine(recorded.Outcome); // Recorded

        var person = await groups.Scores.GetPersonEngagementScoreAsync(new() { PersonId = "crm-adam" });
        Console.WriteLine(person.PersonEngagementScore.Score.Displayed); // 38
    }

    public static async Task OrchestrateAsync()
    {
        using var groups = BuyingGroupsClient.Create(new Uri("http://127.0.0.1:5080"));
        var interests = await groups.SolutionInterests.ListSolutionInterestsAsync(new() { DisplayNamePart = "Analytics" });
        var interest = interests.SolutionInterests[0].SolutionInterestId;

        var request = new ExecuteActionRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Action = new()
            {
                SolutionInterestId = interest,
                AccountId = "crm-northwind",
                JourneyId = "nurture",
                NodeId = "assign-practitioner",
                AssignPerson = new() { PersonId = "crm-calvin", RoleId = "practitioner" },
            },
        };
        var first = await groups.Journeys.ExecuteActionAsync(request);
        var again = await groups.Journeys.ExecuteActionAsync(request);
        Console.WriteLine($"{first.Result.Outcome} {again.Equals(first)}"); // Applied True

        JourneyAction WelcomeTo(string account) => new()
        {
            SolutionInterestId = interest,
            AccountId = account,
            JourneyId = "nurture",
            NodeId = "welcome",
            UpdateStatus = new() { Status = "Welcomed" },
        };
        var batch = await groups.Journeys.BatchExecuteActionsAsync(new()
        {
            RequestId = Guid.NewGuid().ToString(),
            Actions = { WelcomeTo("crm-northwind"), WelcomeTo("crm-contoso") },
        });
        Console.WriteLine(string.Join(", ", batch.Results.Select(result => result.Outcome))); // Applied, NoGroup

        var check = await groups.Journeys.CheckAccountConditionAsync(new()
        {
            Condition = new()
            {
                AccountId = "crm-northwind",
                Group = new()
                {
                    SolutionInterestId = interest,
                    Completeness = new() { Comparison = NumberComparison.GreaterOrEqual, Value = 100 },
                },
                RoleId = "practitioner",
                MinMembers = 1,
            },
        });
        Console.WriteLine($"{check.Result.Matched} {check.Result.FailedConstraint}"); // False Completeness

        var wait = await groups.Journeys.WaitForEventAsync(
            new()
            {
                Filter = new()
                {
                    SolutionInterestIds = { interest },
                    Types_ = { EventType.CompletenessChanged },
                    NewCompleteness = new() { Comparison = NumberComparison.GreaterOrEqual, Value = 100 },
                },
                AfterPosition = 0,
                Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)),
            },
            deadline: DateTime.UtcNow.AddSeconds(40));
        Console.WriteLine(wait.Event?.NewValue.Completeness.Displayed); // 100
    }

    public static async Task WatchAsync(BuyingGroupsClient groups, string interest)
    {
        var position = 0L; // the last one that was saved
        while (true)
        {
            try
            {
                using var watch = groups.Events.WatchEvents(new() { Filter = new() { SolutionInterestIds = { interest } }, AfterPosition = position });
                await foreach (var answer in watch.ResponseStream.ReadAllAsync())
                {
                    foreach (var change in answer.Events)
                    {
                        Console.WriteLine($"{change.Position} {change.Type} {change.PersonId} by {change.Source}"); // 2 MemberAssigned crm-adam by Manual
                    }

                    position = answer.Position; // heartbeats bring it on, too
                }
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.Aborted)
            {
                await Task.Delay(TimeSpan.FromSeconds(1)); // the server stopped, or this reader was too slow for it
            }
        }
    }

    public static async Task BeginAnewAsync(BuyingGroupsClient groups, long position)
    {
        position = (await groups.Events.ListEventsAsync(new() { SinceTime = DateTimeOffset.UtcNow.ToTimestamp() })).Position;
    }

    public static async Task MakeGroupsAsync()
    {
        using var groups = BuyingGroupsClient.Create(new Uri("http://127.0.0.1:5080"));
        await groups.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = "acme", DisplayName = "Acme", AnnualRevenue = 2000000, ProductsOwned = { "Analytics" } } } });
        await groups.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = "eve", AccountId = "acme", FirstName = "Eve", JobTitle = "Director IT" } } });

        var template = (await groups.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "Upgrade",
                Roles =
                {
                    new TemplateRole
                    {
                        RoleId = "decision-maker",
                        Weighting = RoleWeighting.Vital,
                        RequiredForCompleteness = true,
                        AutoAssign = true,
                        Condition = new() { Text = """job_title STARTS WITH ("Director", "Sr Director") AND NOT country IS "US" """ },
                    },
                },
            },
        })).RoleTemplate;
        await groups.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template.RoleTemplateId });
        var interest = (await groups.SolutionInterests.CreateSolutionInterestAsync(new()
        {
            SolutionInterest = new() { DisplayName = "Upgrade", RoleTemplateId = template.RoleTemplateId, UpdateExistingBuyingGroups = true },
        })).SolutionInterest;
        var audience = (await groups.Audiences.CreateAudienceAsync(new()
        {
            Audience = new() { DisplayName = "Owners", Condition = new() { Text = """products_owned IS "Analytics" AND annual_revenue > 1000000""" } },
        })).Audience;

        var job = (await groups.Jobs.StartCreationJobAsync(
            new() { SolutionInterestId = interest.SolutionInterestId, AudienceId = audience.AudienceId })).Job;
        using var watching = groups.Jobs.WatchJob(new() { JobId = job.JobId });
        await foreach (var answer in watching.ResponseStream.ReadAllAsync())
        {
            var progress = answer.Job.Progress; // Succeeded: 2 of 2 accounts, 1 assigned
            Console.WriteLine($"{answer.Job.Status}: {progress.AccountsDone} of {progress.AccountsTotal} accounts, {progress.MembersAssigned} assigned");
        }
    }

    public static void Authenticate(string token)
    {
        using var groups = BuyingGroupsClient.Create(new Uri("http://127.0.0.1:5080"), options => options.BearerToken = _ => ValueTask.FromResult(token));
    }
}
