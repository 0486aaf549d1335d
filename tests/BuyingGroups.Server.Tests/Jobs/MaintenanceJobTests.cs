using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>The pass over groups that are there.</summary>
public sealed class MaintenanceJobTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;
    private JobScenario _scenario = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            _folder.Path, ("Jobs:AccountsAtOnce", "3"), ("Jobs:GroupsAtOnce", "2"), ("Jobs:DailyAt", ""));
        _scenario = new(_server.Client);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task People_come_go_and_change_roles_as_their_attributes_do()
    {
        await _scenario.SetUpAsync(accounts: 8);
        await _scenario.CreateGroupsAsync();
        await _scenario.RetitleAsync(0, JobScenario.Chief, "Retired");
        await _scenario.RetitleAsync(2, JobScenario.Engineer, "Staff Architect");
        await _scenario.RetitleAsync(4, JobScenario.ChiefArchitect, "Architect");

        var job = await _scenario.MaintainAsync();

        Assert.Equal(
            new JobProgress
            {
                AccountsTotal = 8,
                AccountsDone = 8,
                GroupsTotal = 4,
                GroupsDone = 4,
                PeopleTotal = 32,
                PeopleDone = 32,
                MembersAssigned = 1,
                MembersRemoved = 1,
                RolesChanged = 1,
            },
            job.Progress);
        Assert.Equal("chief-architect: decision-maker, solution-architect: influencer", await _scenario.MembersAsync(0));
        Assert.Equal(
            "chief-architect: decision-maker, chief-executive: decision-maker, engineer: influencer, solution-architect: influencer",
            await _scenario.MembersAsync(2));
        Assert.Equal(
            "chief-architect: influencer, chief-executive: decision-maker, solution-architect: influencer",
            await _scenario.MembersAsync(4));
        Assert.Equal(0, (await _scenario.MaintainAsync()).Progress.MembersAssigned);
    }

    [Fact]
    public async Task A_group_whose_solution_interest_does_not_say_so_is_left_alone()
    {
        await _scenario.SetUpAsync(accounts: 2, updates: false);
        await _scenario.CreateGroupsAsync();
        await _scenario.RetitleAsync(0, JobScenario.Chief, "Retired");
        var job = await _scenario.MaintainAsync();

        Assert.Equal((0, 1), (job.Progress.MembersRemoved, job.Progress.GroupsDone));
        Assert.Contains("chief-executive", await _scenario.MembersAsync(0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MembershipSource.Manual)]
    [InlineData(MembershipSource.Journey)]
    public async Task What_users_and_journeys_decided_is_counted_every_time_and_told_once(MembershipSource source)
    {
        await _scenario.SetUpAsync(accounts: 1);
        await _scenario.CreateGroupsAsync();
        var (group, chief) = (await _scenario.GroupOfAsync(0), JobScenario.Person(0, JobScenario.Chief));
        var architect = JobScenario.Person(0, JobScenario.Architect);
        await _server.Client.Memberships.AssignMemberAsync(
            new() { BuyingGroupId = group, PersonId = chief, RoleId = Scenario.DecisionMaker, Source = source });
        await _server.Client.Memberships.RemoveMemberAsync(new() { BuyingGroupId = group, PersonId = architect, Source = source });
        await _scenario.RetitleAsync(0, JobScenario.Chief, "Retired");

        for (var pass = 1; pass <= 3; pass++)
        {
            var job = await _scenario.MaintainAsync();
            Assert.Equal((0, 0, 2), (job.Progress.MembersAssigned, job.Progress.MembersRemoved, job.Progress.Overruled));
        }

        Assert.Equal("chief-architect: decision-maker, chief-executive: decision-maker", await _scenario.MembersAsync(0));
        foreach (var person in new[] { chief, architect })
        {
            var decisions = (await _server.Client.Memberships.ListMembershipDecisionsAsync(
                new() { BuyingGroupId = group, PersonId = person })).Decisions;
            Assert.Single(decisions, decision => decision.Outcome == MembershipOutcome.Overruled);
        }
    }

    [Fact]
    public async Task What_the_system_wants_is_told_once_also_if_others_decide_in_between()
    {
        await _scenario.SetUpAsync(accounts: 1);
        await _scenario.CreateGroupsAsync();
        var (group, architect) = (await _scenario.GroupOfAsync(0), JobScenario.Person(0, JobScenario.Architect));
        var memberships = _server.Client.Memberships;
        await memberships.RemoveMemberAsync(new() { BuyingGroupId = group, PersonId = architect, Source = MembershipSource.Manual });
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.Overruled);

        // Of a lower source, and overruled too; then of the source that stands, and in effect.
        await memberships.AssignMemberAsync(
            new() { BuyingGroupId = group, PersonId = architect, RoleId = Scenario.Champion, Source = MembershipSource.Journey });
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.Overruled);
        await memberships.AssignMemberAsync(
            new() { BuyingGroupId = group, PersonId = architect, RoleId = Scenario.Champion, Source = MembershipSource.Manual });
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.Overruled);

        // What it wants now is something else, and told.
        await _scenario.RetitleAsync(0, JobScenario.Architect, JobScenario.ChiefArchitect);
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.Overruled);
        await _scenario.RetitleAsync(0, JobScenario.Architect, JobScenario.Architect);
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.Overruled);

        var told = (await memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = group, PersonId = architect })).Decisions
            .Where(decision => decision is { Outcome: MembershipOutcome.Overruled, Decision.Source: MembershipSource.System });
        Assert.Equal([Scenario.DecisionMaker, Scenario.Influencer], told.Select(decision => decision.RoleId));
    }

    [Fact]
    public async Task What_each_job_did_says_which_it_was()
    {
        await _scenario.SetUpAsync(accounts: 2);
        var creation = await _scenario.CreateGroupsAsync();
        await _scenario.RetitleAsync(0, JobScenario.Engineer, "Architect");
        var (group, engineer) = (await _scenario.GroupOfAsync(0), JobScenario.Person(0, JobScenario.Engineer));
        await RecordAsync(JobScenario.Chief, 9);
        var maintenance = await _scenario.MaintainAsync();

        var decisions = (await _server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = group })).Decisions;
        Assert.Equal(4, decisions.Count);
        Assert.All(decisions, entry => Assert.Equal(
            entry.PersonId == engineer ? ("maintenance job", $"jobs/{maintenance.JobId}") : ("creation job", $"jobs/{creation.JobId}"),
            (entry.Decision.Reason, entry.Decision.Author)));
        var events = (await _server.Client.Events.ListEventsAsync(new() { Filter = new() { BuyingGroupIds = { group } } })).Events;
        // What a change of completeness came from is told by the event of the membership beside it.
        Assert.Equal(
            ["creation job", "maintenance job"],
            events.Where(change => change.Type != EventType.CompletenessChanged).Select(change => change.Reason).Distinct());
        Assert.Equal("maintenance job", events.Single(change => change.Type == EventType.EngagementChanged).Reason);

        var read = (await _server.Client.Jobs.GetJobAsync(new() { JobId = creation.JobId })).Job;
        Assert.Equal((_scenario.InterestId, _scenario.AudienceId, ""), (read.SolutionInterestId, read.AudienceId, read.RoleTemplateId));
    }

    [Fact]
    public async Task A_released_member_is_the_systems_again()
    {
        await _scenario.SetUpAsync(accounts: 1);
        await _scenario.CreateGroupsAsync();
        var (group, chief) = (await _scenario.GroupOfAsync(0), JobScenario.Person(0, JobScenario.Chief));
        await _server.Client.Memberships.AssignMemberAsync(
            new() { BuyingGroupId = group, PersonId = chief, RoleId = Scenario.DecisionMaker, Source = MembershipSource.Manual });
        await _scenario.RetitleAsync(0, JobScenario.Chief, "Retired");
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.Overruled);
        await _server.Client.Memberships.ReleaseMemberAsync(
            new() { BuyingGroupId = group, PersonId = chief, Source = MembershipSource.Manual });

        Assert.Equal(
            (1, 0), ((await _scenario.MaintainAsync()).Progress.MembersRemoved, (await _scenario.MaintainAsync()).Progress.Overruled));
    }

    [Fact]
    public async Task A_role_that_is_not_assigned_automatically_is_not_taken_back()
    {
        await _scenario.SetUpAsync(accounts: 1);
        await _scenario.CreateGroupsAsync();
        await _server.Client.Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = await _scenario.GroupOfAsync(0),
            PersonId = JobScenario.Person(0, JobScenario.Engineer),
            RoleId = Scenario.Champion,
            Source = MembershipSource.System,
        });

        Assert.Equal(0, (await _scenario.MaintainAsync()).Progress.MembersRemoved);
        Assert.Contains("engineer: champion", await _scenario.MembersAsync(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_that_enter_a_remembered_audience_get_groups_and_deleted_groups_stay_deleted()
    {
        await _scenario.SetUpAsync(accounts: 5, updates: false);
        var creation = await _scenario.CreateGroupsAsync();
        await _scenario.UpsertAccountsAsync([(1, "Steel"), (6, "Steel"), (2, "Glass")]);
        await _server.Client.Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = await _scenario.GroupOfAsync(4) });

        var job = await _scenario.MaintainAsync();
        Assert.Equal((2, 2, 3), (job.Progress.AccountsSelected, job.Progress.GroupsCreated, job.Progress.MembersAssigned));
        Assert.NotEqual("", await _scenario.GroupOfAsync(1));
        Assert.Equal("", await _scenario.GroupOfAsync(4));
        Assert.NotEqual("", await _scenario.GroupOfAsync(2));

        // Out of the audience and in again is newly entered.
        await _scenario.UpsertAccountsAsync([(4, "Glass")]);
        Assert.Equal(0, (await _scenario.MaintainAsync()).Progress.GroupsCreated);
        await _scenario.UpsertAccountsAsync([(4, "Steel")]);
        Assert.Equal(1, (await _scenario.MaintainAsync()).Progress.GroupsCreated);

        await _server.Client.Jobs.DeleteJobAsync(new() { JobId = creation.JobId });
        await _scenario.UpsertAccountsAsync([(3, "Steel")]);
        Assert.Equal((0, 0), ((await _scenario.MaintainAsync()).Progress.GroupsCreated, (await _scenario.GroupOfAsync(3)).Length));
    }

    [Fact]
    public async Task Scores_are_stored_told_and_kept_by_day()
    {
        await _scenario.SetUpAsync(accounts: 4);
        await _scenario.CreateGroupsAsync();
        var group = await _scenario.GroupOfAsync(0);
        Assert.Null((await _server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = group })).BuyingGroup.StoredEngagement);
        await RecordAsync(JobScenario.Chief, 9);
        Assert.Equal((1, 2), await ChangedAsync());
        await RecordAsync(JobScenario.Architect, 12);
        Assert.Equal((1, 2), await ChangedAsync());
        Assert.Equal((0, 2), await ChangedAsync());

        // All roles weigh the same: a third of 9, and of 9 + 12.
        var filter = new EventFilter { Types_ = { EventType.EngagementChanged } };
        var events = (await _server.Client.Events.ListEventsAsync(new() { Filter = filter })).Events;
        Assert.Equal(
            [(null, 3L), (3L, 7L)], events.Select(change => (change.OldValue?.Engagement.Displayed, change.NewValue.Engagement.Displayed)));
        Assert.Equal(
            [(null, 3d), (3d, 7d)], events.Select(change => (change.OldValue?.Engagement.Exact, change.NewValue.Engagement.Exact)));
        filter.NewEngagement = new() { Comparison = NumberComparison.Greater, Value = 5 };
        filter.OldEngagement = new() { Comparison = NumberComparison.LessOrEqual, Value = 5 };
        Assert.Equal(
            7, (await _server.Client.Events.ListEventsAsync(new() { Filter = filter })).Events.Single().NewValue.Engagement.Displayed);
        var waited = await _server.Client.Journeys.WaitForEventAsync(new() { Filter = filter, AfterPosition = 0 });
        Assert.Equal(group, waited.Event.BuyingGroupId);

        var stored =
            (await _server.Client.Groups.ListBuyingGroupsAsync(new() { AccountId = JobScenario.Account(0) })).BuyingGroups.Single();
        Assert.Equal((7, 7d), (stored.StoredEngagement.Score.Displayed, stored.StoredEngagement.Score.Exact));
        _server.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal((1, 2), await ChangedAsync());
        var days = (await _server.Client.Scores.ListScoreHistoryAsync(new() { BuyingGroupId = group })).Days;
        Assert.Equal([0d, 7d], days.Select(day => day.Engagement.Exact));
        Assert.Equal(
            [(Scenario.DecisionMaker, 2, 9d), (Scenario.Influencer, 1, 12d), (Scenario.Champion, 0, 0d)],
            days[1].Roles.Select(role => (role.RoleId, role.Members, role.Total)));
        Assert.Equal((67, 40), (days[1].Completeness.Displayed, days[0].Day.ToDateTime().Subtract(days[1].Day.ToDateTime()).Days));
        var older = await _server.Client.Scores.ListScoreHistoryAsync(new() { BuyingGroupId = group, LastDay = days[1].Day, PageSize = 1 });
        Assert.Equal((1, ""), (older.Days.Count, older.NextPageToken));
    }

    [Fact]
    public async Task Normalized_scores_compare_with_the_highest_that_the_last_pass_found()
    {
        await _scenario.SetUpAsync(accounts: 4);
        await _scenario.CreateGroupsAsync();
        await RecordAsync(JobScenario.Chief, 4, account: 2);
        await RecordAsync(JobScenario.Chief, 16, account: 0);
        var group = await _scenario.GroupOfAsync(2);
        Assert.Equal(100, (await ScoreAsync(group)).Score.Exact);

        var job = await _scenario.MaintainAsync();

        // 100 × √(4 ÷ 16), of the highest of the time of the pass, at once.
        var score = await ScoreAsync(group);
        Assert.Equal(50, score.Score.Exact);
        Assert.Equal(job.EndTime.ToDateTime(), score.Basis.Normalization.HighestScoreTime.ToDateTime(), TimeSpan.FromSeconds(10));
        var person = (await _server.Client.Scores.GetPersonEngagementScoreAsync(
            new() { PersonId = JobScenario.Person(2, JobScenario.Chief), Method = ScoringMethod.Normalized })).PersonEngagementScore;
        Assert.Equal(50, person.Score.Exact);
        Assert.Equal(100, (await ScoreAsync(await _scenario.GroupOfAsync(0))).Score.Exact);
    }

    private async Task<(long Changed, long Groups)> ChangedAsync()
    {
        var progress = (await _scenario.MaintainAsync()).Progress;
        return (progress.EngagementChanged, progress.GroupsDone);
    }

    private async Task<EngagementScore> ScoreAsync(string group) =>
        (await _server.Client.Scores.GetEngagementScoreAsync(
            new() { BuyingGroupId = group, Method = ScoringMethod.Normalized })).EngagementScore;

    private async Task RecordAsync(string title, int count, int account = 0) =>
        await _server.Client.Activities.RecordActivityAsync(
            new() { Activity = Scenario.Activity(JobScenario.Person(account, title), "Visit Webpage", _server.Clock.GetUtcNow(), count) });
}
