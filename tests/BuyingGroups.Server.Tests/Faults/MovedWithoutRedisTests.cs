using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>
/// A person moves to another account while Redis is away: SQL says so at once, and the counters follow when Redis is back, whoever looks
/// first.
/// </summary>
public sealed class MovedWithoutRedisTests : IAsyncLifetime
{
    private const string Visit = "Visit Webpage";

    private readonly TemporaryFolder _folder = new();
    private RedisServer? _redis;
    private RunningServer? _server;

    private RedisServer Redis => _redis!;

    private RunningServer Server => _server!;

    public async Task InitializeAsync()
    {
        _redis = new RedisServer("--appendonly", "yes", "--appendfsync", "always");
        _server = await RunningServer.StartAsync(
            _folder.Path, ("Redis:ConnectionString", _redis.ConnectionString), ("Redis:TimeoutMilliseconds", "500"), ("Jobs:DailyAt", ""));
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _redis?.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task The_counters_follow_by_themselves_though_nobody_asks()
    {
        var (scenario, ada, elsewhere) = await MoveAsync();

        Redis.Start();

        await Eventually.HoldsAsync(() => CountersOf(elsewhere, ada) == 3, "the moved person's counters");
        Assert.Equal(0, CountersOf(scenario.Account, ada));
    }

    [SkippableFact]
    public async Task A_maintenance_job_scores_the_person_in_the_new_account()
    {
        var (scenario, ada, elsewhere) = await MoveAsync();
        var group = (await Server.Client.Groups.CreateBuyingGroupAsync(
            new()
            {
                BuyingGroup = new() { SolutionInterestId = scenario.SolutionInterestId, AccountId = elsewhere },
            })).BuyingGroup.BuyingGroupId;
        await Server.Client.Memberships.AssignMemberAsync(
            new() { BuyingGroupId = group, PersonId = ada, RoleId = Scenario.Champion, Source = MembershipSource.Manual });

        Redis.Start();
        await Eventually.AnswersAsync(async () => await Server.Client.Jobs.StartMaintenanceJobAsync(new()));
        var job = (await Server.Client.Jobs.ListJobsAsync(new())).Jobs.First();
        Assert.Equal(JobStatus.Succeeded, (await new JobScenario(Server.Client).EndedAsync(job.JobId)).Status);

        Assert.Equal(
            [$"{scenario.GroupId}|0.0", $"{group}|3.0"],
            (await StoredRows.ReadAsync(
                _folder.Path,
                $"SELECT group_id, printf('%.1f', engagement_exact) FROM score_history ORDER BY group_id = '{group}'")));
    }

    [SkippableFact]
    public async Task A_creation_job_reads_the_person_engagement_score_from_where_the_counters_are_or_waits_for_them()
    {
        var (_, ada, elsewhere) = await MoveAsync();
        var template = (await Server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "The engaged",
                Roles =
                {
                    new TemplateRole
                    {
                        RoleId = Scenario.Champion, Weighting = RoleWeighting.Normal, AutoAssign = true,
                        Condition = new() { Text = "person_engagement_score >= 3" },
                    },
                },
            },
        })).RoleTemplate.RoleTemplateId;
        await Server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template });
        var interest = (await Server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = "Engaged", RoleTemplateId = template } })).SolutionInterest.SolutionInterestId;
        var audience = (await Server.Client.Audiences.CreateAudienceAsync(
            new()
            {
                Audience = new() { DisplayName = "Elsewhere", Condition = new() { Text = $"display_name IS \"Account {elsewhere}\"" } },
            })).Audience.AudienceId;

        Redis.Start();
        var started = await Eventually.AnswersAsync(
            async () => await Server.Client.Jobs.StartCreationJobAsync(new() { SolutionInterestId = interest, AudienceId = audience }));
        var job = await new JobScenario(Server.Client).EndedAsync(started.Job.JobId);

        Assert.Equal((JobStatus.Succeeded, 1), (job.Status, job.Progress.MembersAssigned));
        var group = (await Server.Client.Groups.ListBuyingGroupsAsync(new() { SolutionInterestId = interest })).BuyingGroups.Single();
        var members = (await Server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = group.BuyingGroupId })).Members;
        Assert.Equal(ada, Assert.Single(members).Membership.PersonId);
    }

    /// <summary>Ada, with a score of 3, is moved while Redis is away, and Redis still is.</summary>
    private async Task<(Scenario Scenario, string Ada, string Elsewhere)> MoveAsync()
    {
        var scenario = await new Scenario(Server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var elsewhere = scenario.Unique("elsewhere");
        await scenario.AccountAsync(elsewhere);
        var ada = await scenario.PersonAsync("Ada");
        await scenario.RecordAsync(ada, Visit, DateTimeOffset.UtcNow, 3);
        Redis.Kill();
        var moved = await Server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = ada, AccountId = elsewhere, FirstName = "Ada" } } });
        Assert.Equal(UpsertOutcome.Moved, moved.Results.Single().Outcome);
        return (scenario, ada, elsewhere);
    }

    // Null while the server hasn't found Redis again.
    private long? CountersOf(string account, string person)
    {
        try
        {
            return Server.InspectAsync(account, person).Result.Counters.Sum(counter => (long)counter.Count);
        }
        catch (AggregateException exception) when (exception.InnerException is StoreUnavailableException)
        {
            return null;
        }
    }
}
