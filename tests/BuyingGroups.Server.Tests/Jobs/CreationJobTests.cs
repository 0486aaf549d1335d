using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>Jobs that make the groups of a solution interest for an audience.</summary>
public sealed class CreationJobTests : IAsyncLifetime
{
    private const string Filled = "chief-architect: decision-maker, chief-executive: decision-maker, solution-architect: influencer";

    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;
    private JobScenario _scenario = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(_folder.Path, ("Jobs:AccountsAtOnce", "3"), ("Jobs:DailyAt", ""));
        _scenario = new(_server.Client);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_account_of_the_audience_gets_a_group_and_everybody_the_first_role_whose_condition_holds()
    {
        await _scenario.SetUpAsync(accounts: 10);
        var job = await _scenario.CreateGroupsAsync();

        Assert.Equal((JobStatus.Succeeded, JobType.Creation, "local"), (job.Status, job.Type, job.Creator));
        Assert.Equal(
            new JobProgress { AccountsTotal = 10, AccountsDone = 10, AccountsSelected = 5, GroupsCreated = 5, MembersAssigned = 15 },
            job.Progress);
        Assert.Equal(Filled, await _scenario.MembersAsync(4));
        Assert.Equal("", await _scenario.GroupOfAsync(5));
        var group = (await _server.Client.Groups.GetBuyingGroupAsync(
            new() { BuyingGroupId = await _scenario.GroupOfAsync(4) })).BuyingGroup;
        Assert.Equal((67, "Furnaces for account-0004"), (group.Completeness.Displayed, group.DisplayName));
        var events = (await _server.Client.Events.ListEventsAsync(
            new() { Filter = new() { AccountIds = { JobScenario.Account(4) } } })).Events;
        Assert.Equal(
            [
                EventType.GroupCreated, EventType.MemberAssigned, EventType.MemberAssigned, EventType.MemberAssigned,
                EventType.CompletenessChanged,
            ],
            events.Select(change => change.Type));
        Assert.All(events, change => Assert.Equal((MembershipSource.System, $"jobs/{job.JobId}"), (change.Source, change.Author)));
    }

    [Fact]
    public async Task A_group_that_is_there_is_filled_and_what_users_decided_stays()
    {
        await _scenario.SetUpAsync(accounts: 1);
        var group = (await _server.Client.Groups.CreateBuyingGroupAsync(
            new()
            {
                BuyingGroup = new() { SolutionInterestId = _scenario.InterestId, AccountId = JobScenario.Account(0) },
            })).BuyingGroup.BuyingGroupId;
        await DecideAsync(group, JobScenario.Chief, Scenario.Champion);
        await DecideAsync(group, JobScenario.ChiefArchitect, role: null);

        var job = await _scenario.CreateGroupsAsync();

        Assert.Equal((0, 1, 2), (job.Progress.GroupsCreated, job.Progress.MembersAssigned, job.Progress.Overruled));
        Assert.Equal("chief-executive: champion, solution-architect: influencer", await _scenario.MembersAsync(0));
        var decisions = (await _server.Client.Memberships.ListMembershipDecisionsAsync(
            new() { BuyingGroupId = group, PersonId = JobScenario.Person(0, JobScenario.Chief) })).Decisions;
        Assert.Equal([MembershipOutcome.Overruled, MembershipOutcome.Applied], decisions.Select(decision => decision.Outcome));
    }

    [Fact]
    public async Task A_job_that_is_repeated_assigns_who_qualifies_now_and_removes_nobody()
    {
        await _scenario.SetUpAsync(accounts: 1);
        await _scenario.CreateGroupsAsync();
        await _scenario.RetitleAsync(0, JobScenario.Chief, "Retired");
        await _scenario.RetitleAsync(0, JobScenario.ChiefArchitect, "Architect");
        await _scenario.RetitleAsync(0, JobScenario.Engineer, "Staff Architect");

        var again = (await _scenario.CreateGroupsAsync()).Progress;

        Assert.Equal((0, 1, 1, 0), (again.GroupsCreated, again.MembersAssigned, again.RolesChanged, again.MembersRemoved));
        Assert.Equal(
            "chief-architect: influencer, chief-executive: decision-maker, engineer: influencer, solution-architect: influencer",
            await _scenario.MembersAsync(0));
    }

    [Fact]
    public async Task An_audience_of_a_list_and_a_condition_is_both()
    {
        await _scenario.SetUpAsync(accounts: 10);
        var audience = (await _server.Client.Audiences.CreateAudienceAsync(
            new()
            {
                Audience = new() { DisplayName = "Listed", HasAccountList = true, Condition = new() { Text = "industry IS \"Steel\"" } },
            })).Audience;
        await LoadAsync(audience.AudienceId, [0, 1, 2, 3, 8]);
        var started = await _server.Client.Jobs.StartCreationJobAsync(
            new() { SolutionInterestId = _scenario.InterestId, AudienceId = audience.AudienceId });
        var job = await _scenario.EndedAsync(started.Job.JobId);

        Assert.Equal(
            (5, 5, 3, 3),
            (job.Progress.AccountsTotal, job.Progress.AccountsDone, job.Progress.AccountsSelected, job.Progress.GroupsCreated));
        Assert.Equal(
            ["account-0000", "account-0002", "account-0008"],
            (await _server.Client.Groups.ListBuyingGroupsAsync(new())).BuyingGroups.Select(group => group.AccountId).Order());
    }

    [Fact]
    public async Task The_person_engagement_score_is_read_when_the_job_runs()
    {
        await _scenario.SetUpAsync(accounts: 1);
        var template = (await _server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "By engagement",
                Roles =
                {
                    new TemplateRole
                    {
                        RoleId = Scenario.Champion,
                        Weighting = RoleWeighting.Normal,
                        AutoAssign = true,
                        Condition = new() { Text = "person_engagement_score >= 7" },
                    },
                },
            },
        })).RoleTemplate.RoleTemplateId;
        await _server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template });
        var interest = (await _server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new() { DisplayName = "Rolling mills", RoleTemplateId = template },
            })).SolutionInterest.SolutionInterestId;
        await RecordAsync(JobScenario.Engineer, 7);
        await RecordAsync(JobScenario.Chief, 6);

        var started = await _server.Client.Jobs.StartCreationJobAsync(
            new() { SolutionInterestId = interest, AudienceId = _scenario.AudienceId });
        var job = await _scenario.EndedAsync(started.Job.JobId);

        Assert.Equal(1, job.Progress.MembersAssigned);
        Assert.Equal(
            [JobScenario.Person(0, JobScenario.Engineer)],
            (await _server.Client.Memberships.ListPersonMembershipsAsync(new() { PersonId = JobScenario.Person(0, JobScenario.Engineer) }))
                .Memberships.Select(membership => membership.Membership.PersonId));
    }

    [Fact]
    public async Task An_account_that_cannot_be_read_fails_alone_and_says_so()
    {
        await _scenario.SetUpAsync(accounts: 6);
        await StoredRows.ExecuteAsync(_folder.Path, "UPDATE person SET attributes = 'not json' WHERE id LIKE 'account-0002-%'");
        await StoredRows.ExecuteAsync(_folder.Path, "UPDATE account SET attributes = '{\"industry\": 5}' WHERE id = 'account-0004'");
        var job = await _scenario.CreateGroupsAsync();

        Assert.Equal(
            (JobStatus.Succeeded, 6, 2, 1), (job.Status, job.Progress.AccountsDone, job.Progress.Errors, job.Progress.GroupsCreated));
        Assert.Equal(["account-0002", "account-0004"], job.Errors.Select(error => error.AccountId));
        Assert.All(job.Errors, error => Assert.Contains("can't be read", error.Message, StringComparison.Ordinal));
        Assert.Equal(("", Filled), (await _scenario.GroupOfAsync(2), await _scenario.MembersAsync(0)));
    }

    [Fact]
    public async Task What_a_job_uses_stays_until_the_job_is_deleted()
    {
        await _scenario.SetUpAsync(accounts: 1, condition: "industry IS \"Glass\"");
        var job = await _scenario.CreateGroupsAsync();
        var interest = await Assert.ThrowsAsync<RpcException>(
            async () =>
                await _server.Client.SolutionInterests.DeleteSolutionInterestAsync(new() { SolutionInterestId = _scenario.InterestId }));
        var audience = await Assert.ThrowsAsync<RpcException>(
            async () => await _server.Client.Audiences.DeleteAudienceAsync(new() { AudienceId = _scenario.AudienceId }));
        Assert.Equal(
            ["SOLUTION_INTEREST_IN_USE", "AUDIENCE_IN_USE"],
            new[] { interest, audience }.Select(error => error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        Assert.All(
            new[] { interest, audience },
            error => Assert.Contains(
                job.JobId,
                error.GetRpcStatus()!.GetDetail<PreconditionFailure>()!.Violations.Single().Description,
                StringComparison.Ordinal));

        await _server.Client.Jobs.DeleteJobAsync(new() { JobId = job.JobId });
        await _server.Client.Audiences.DeleteAudienceAsync(new() { AudienceId = _scenario.AudienceId });
        await _server.Client.SolutionInterests.DeleteSolutionInterestAsync(new() { SolutionInterestId = _scenario.InterestId });
    }

    private async Task DecideAsync(string group, string title, string? role)
    {
        var person = JobScenario.Person(0, title);
        if (role is null)
        {
            await _server.Client.Memberships.RemoveMemberAsync(
                new() { BuyingGroupId = group, PersonId = person, Source = MembershipSource.Manual });
        }
        else
        {
            await _server.Client.Memberships.AssignMemberAsync(
                new() { BuyingGroupId = group, PersonId = person, RoleId = role, Source = MembershipSource.Manual });
        }
    }

    private async Task RecordAsync(string title, int count) =>
        await _server.Client.Activities.RecordActivityAsync(
            new() { Activity = Scenario.Activity(JobScenario.Person(0, title), "Visit Webpage", _server.Clock.GetUtcNow(), count) });

    private async Task LoadAsync(string audience, IEnumerable<int> accounts)
    {
        using var load = _server.Client.Audiences.LoadAudienceAccounts();
        await load.RequestStream.WriteAsync(new() { AudienceId = audience, AccountIds = { accounts.Select(JobScenario.Account) } });
        await load.RequestStream.CompleteAsync();
        await load.ResponseAsync.EndsAsync("the answer to the load");
    }
}
