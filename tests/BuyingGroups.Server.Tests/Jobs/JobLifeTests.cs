using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>Jobs while they run: watched, cancelled, stopped with their server, one at a time; and afterwards listed and deleted.</summary>
public sealed class JobLifeTests : IAsyncLifetime
{
    private static readonly (string, string)[] Slowly =
        [
            ("Jobs:AccountsAtOnce", "2"), ("Jobs:PauseMilliseconds", "40"), ("Jobs:WatchMilliseconds", "10"), ("Jobs:DailyAt", ""),
            ("Jobs:AtOnce", "1"),
        ];

    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;
    private JobScenario _scenario = null!;

    private JobService.JobServiceClient Jobs => _server.Client.Jobs;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(_folder.Path, Slowly);
        _scenario = new(_server.Client);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_watcher_sees_the_job_getting_on_to_its_end()
    {
        await _scenario.SetUpAsync(accounts: 40);
        var seen = await WatchAsync((await _scenario.StartCreationAsync()).JobId);

        Assert.Equal(seen.Select(job => job.Progress.AccountsDone).Order(), seen.Select(job => job.Progress.AccountsDone));
        Assert.True(seen.Select(job => job.Progress.AccountsDone).Distinct().Count() > 5, "the progress came in few steps");
        Assert.Equal((JobStatus.Succeeded, 40, 20), (seen[^1].Status, seen[^1].Progress.AccountsDone, seen[^1].Progress.GroupsCreated));
        var midway = seen.First(job => job.Progress.AccountsDone >= 20);
        Assert.InRange(
            (midway.EstimatedEndTime.ToDateTime() - seen[^1].EndTime.ToDateTime()).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Null(seen[^1].EstimatedEndTime);
    }

    [Fact]
    public async Task A_cancelled_job_stops_within_a_batch_and_what_it_did_stays()
    {
        await _scenario.SetUpAsync(accounts: 200);
        var job = await _scenario.StartCreationAsync();
        await ReachAsync(job.JobId, 10);
        var asked = (await Jobs.CancelJobAsync(new() { JobId = job.JobId })).Job;
        var ended = await _scenario.EndedAsync(job.JobId);

        Assert.Equal(("local", JobStatus.Cancelled, "local"), (asked.Canceller, ended.Status, ended.Canceller));
        Assert.InRange(ended.Progress.AccountsDone, asked.Progress.AccountsDone, asked.Progress.AccountsDone + 2);
        var groups = (await _server.Client.Groups.ListBuyingGroupsAsync(new() { PageSize = 1000 })).BuyingGroups;
        Assert.Equal(ended.Progress.GroupsCreated, groups.Count);
        Assert.Equal(JobStatus.Cancelled, (await Jobs.CancelJobAsync(new() { JobId = job.JobId })).Job.Status);

        // It isn't remembered: the pass makes no more of its groups.
        Assert.Equal(0, (await _scenario.MaintainAsync()).Progress.GroupsCreated);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_turn_is_cancelled_at_once()
    {
        await _scenario.SetUpAsync(accounts: 200);
        var first = await _scenario.StartCreationAsync();
        await ReachAsync(first.JobId, 2);
        var waiting = (await Jobs.StartMaintenanceJobAsync(new())).Job;

        var cancelled = (await Jobs.CancelJobAsync(new() { JobId = waiting.JobId })).Job;
        Assert.Equal((JobStatus.Queued, JobStatus.Cancelled), (waiting.Status, cancelled.Status));
        Assert.Null(cancelled.StartTime);
        await Jobs.CancelJobAsync(new() { JobId = first.JobId });
    }

    [Fact]
    public async Task What_a_job_is_at_no_other_is_at_and_it_cannot_be_deleted()
    {
        await _scenario.SetUpAsync(accounts: 200);
        var job = await _scenario.StartCreationAsync();
        var pass = (await Jobs.StartMaintenanceJobAsync(new())).Job;

        var creation = await Assert.ThrowsAsync<RpcException>(() => _scenario.StartCreationAsync());
        var maintenance = await Assert.ThrowsAsync<RpcException>(async () => await Jobs.StartMaintenanceJobAsync(new()));
        var deletion = await Assert.ThrowsAsync<RpcException>(async () => await Jobs.DeleteJobAsync(new() { JobId = job.JobId }));

        Assert.Equal(
            [(StatusCode.AlreadyExists, job.JobId), (StatusCode.AlreadyExists, pass.JobId)],
            new[] { creation, maintenance }.Select(
                error => (error.StatusCode, error.GetRpcStatus()!.GetDetail<ResourceInfo>()!.ResourceName)));
        Assert.Equal(
            (StatusCode.FailedPrecondition, "JOB_ACTIVE"), (deletion.StatusCode, deletion.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        await Jobs.CancelJobAsync(new() { JobId = pass.JobId });
        await Jobs.CancelJobAsync(new() { JobId = job.JobId });
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_by_filters_and_pages_and_forgotten()
    {
        await _scenario.SetUpAsync(accounts: 2);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await _scenario.MaintainAsync()).JobId);
        }

        var creation = await _scenario.CreateGroupsAsync();
        Assert.Equal([creation.JobId, .. ids], await ListAsync(new()));
        Assert.Equal(ids, await ListAsync(new() { Type = JobType.Maintenance }));
        Assert.Equal(
            [creation.JobId], await ListAsync(new() { SolutionInterestId = _scenario.InterestId, AudienceId = _scenario.AudienceId }));
        Assert.Empty(await ListAsync(new() { Status = JobStatus.Running }));
        await Jobs.DeleteJobAsync(new() { JobId = ids[1] });
        Assert.Equal([creation.JobId, ids[0], ids[2]], await ListAsync(new()));
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await Jobs.GetJobAsync(new() { JobId = ids[1] }));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_job_goes_on_after_its_server_was_stopped()
    {
        await _scenario.SetUpAsync(accounts: 60);
        var job = await _scenario.StartCreationAsync();
        await ReachAsync(job.JobId, 10);
        await RestartAsync(Slowly);
        var started = DateTime.UtcNow;
        var ended = await _scenario.EndedAsync(job.JobId);

        Assert.Equal(
            (JobStatus.Succeeded, 60, 30, 90),
            (ended.Status, ended.Progress.AccountsDone, ended.Progress.GroupsCreated, ended.Progress.MembersAssigned));
        // A server that stops gives the job back: nobody waits for the lease, which is 30 seconds.
        Assert.InRange(DateTime.UtcNow - started, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_account_of_many_people_is_done_in_pieces_and_who_is_overruled_counts_once()
    {
        await _scenario.SetUpAsync(accounts: 1);
        var group = (await _server.Client.Groups.CreateBuyingGroupAsync(
            new()
            {
                BuyingGroup = new() { SolutionInterestId = _scenario.InterestId, AccountId = JobScenario.Account(0) },
            })).BuyingGroup.BuyingGroupId;
        foreach (var title in JobScenario.Titles)
        {
            await _server.Client.Memberships.RemoveMemberAsync(
                new() { BuyingGroupId = group, PersonId = JobScenario.Person(0, title), Source = MembershipSource.Manual });
        }

        (string, string)[] inPieces =
        [
            ("Jobs:PeopleAtOnce", "1"), ("Jobs:PauseMilliseconds", "400"), ("Jobs:WatchMilliseconds", "10"), ("Jobs:DailyAt", ""),
        ];
        await RestartAsync(inPieces);
        var job = await _scenario.StartCreationAsync();
        using (var watching = Jobs.WatchJob(new() { JobId = job.JobId }, deadline: DateTime.UtcNow.AddSeconds(60)))
        {
            while (await watching.ResponseStream.NextAsync() && watching.ResponseStream.Current.Job.Progress.Overruled == 0)
            {
            }

            Assert.Equal(
                (1, 0),
                (watching.ResponseStream.Current.Job.Progress.Overruled, watching.ResponseStream.Current.Job.Progress.AccountsDone));
        }

        await RestartAsync(inPieces);
        var ended = await _scenario.EndedAsync(job.JobId);

        Assert.Equal((JobStatus.Succeeded, 3, 1), (ended.Status, ended.Progress.Overruled, ended.Progress.AccountsDone));
        var decisions = (await _server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = group })).Decisions;
        Assert.Equal(3, decisions.Count(decision => decision.Outcome == MembershipOutcome.Overruled));
    }

    [Fact]
    public async Task Of_a_pass_that_goes_on_past_midnight_all_groups_have_the_day_on_which_it_began()
    {
        await _scenario.SetUpAsync(accounts: 12);
        await _scenario.CreateGroupsAsync();
        await RestartAsync(
            [("Jobs:GroupsAtOnce", "1"), ("Jobs:PauseMilliseconds", "150"), ("Jobs:WatchMilliseconds", "10"), ("Jobs:DailyAt", "")]);
        var job = (await Jobs.StartMaintenanceJobAsync(new())).Job;
        using (var watching = Jobs.WatchJob(new() { JobId = job.JobId }, deadline: DateTime.UtcNow.AddSeconds(60)))
        {
            while (await watching.ResponseStream.NextAsync() && watching.ResponseStream.Current.Job.Progress.GroupsDone < 2)
            {
            }
        }

        _server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(6, (await _scenario.EndedAsync(job.JobId)).Progress.GroupsDone);

        var days = await StoredRows.ReadAsync(_folder.Path, "SELECT day, COUNT(*) FROM score_history GROUP BY day");
        Assert.EndsWith("|6", Assert.Single(days), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Of_two_servers_one_is_at_a_job_and_scores_of_both_know_what_it_did()
    {
        await using var servers = await TwoServers.StartWithAsync(
            ("Jobs:AccountsAtOnce", "5"), ("Jobs:DailyAt", ""), ("Jobs:PollMilliseconds", "50"));
        var scenario = await new JobScenario(servers.A.Client).SetUpAsync(accounts: 20);
        await scenario.CreateGroupsAsync();
        await servers.A.Client.Activities.RecordActivityAsync(
            new() { Activity = Scenario.Activity(JobScenario.Person(0, JobScenario.Engineer), "Visit Webpage", DateTimeOffset.UtcNow, 9) });
        var group = await scenario.GroupOfAsync(0);
        Assert.Equal((0d, 0d), await ScoresAsync());

        await scenario.RetitleAsync(0, JobScenario.Engineer, "Architect");
        var job = await scenario.MaintainAsync();

        Assert.Equal((20, 10, 1), (job.Progress.AccountsDone, job.Progress.GroupsDone, job.Progress.MembersAssigned));
        Assert.Equal((3d, 3d), await ScoresAsync());

        async Task<(double, double)> ScoresAsync() => (await ScoreAsync(servers.A), await ScoreAsync(servers.B));

        async Task<double> ScoreAsync(RunningServer server) =>
            (await server.Client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = group })).EngagementScore.Score.Exact;
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_named()
    {
        Assert.Equal(
            (StatusCode.InvalidArgument, "audience_id,solution_interest_id"),
            await FaultAsync(() => Jobs.StartCreationJobAsync(new())));
        Assert.Equal(
            (StatusCode.InvalidArgument, "solution_interest_id"),
            await FaultAsync(() => Jobs.StartCreationJobAsync(new() { SolutionInterestId = "none", AudienceId = "none" })));
        Assert.Equal((StatusCode.InvalidArgument, "job_id"), await FaultAsync(() => Jobs.GetJobAsync(new())));
        Assert.Equal((StatusCode.InvalidArgument, "job_id"), await FaultAsync(() => Jobs.CancelJobAsync(new())));
        Assert.Equal(
            (StatusCode.InvalidArgument, "page_size,status,type"),
            await FaultAsync(() => Jobs.ListJobsAsync(new() { PageSize = -1, Type = (JobType)99, Status = (JobStatus)99 })));
        Assert.Equal((StatusCode.NotFound, ""), await FaultAsync(() => Jobs.CancelJobAsync(new() { JobId = "none" })));
        using var watch = Jobs.WatchJob(new() { JobId = "none" });
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.NextAsync())).StatusCode);
    }

    private async Task RestartAsync(params (string, string)[] settings)
    {
        await _server.DisposeAsync();
        _server = await RunningServer.StartAsync(_folder.Path, settings);
        _scenario = new(_server.Client, _scenario);
    }

    private static async Task<(StatusCode Code, string Fields)> FaultAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        var violations = error.GetRpcStatus()!.GetDetail<BadRequest>()?.FieldViolations.Select(violation => violation.Field) ?? [];
        return (error.StatusCode, string.Join(',', violations.Order()));
    }

    private async Task<IReadOnlyList<string>> ListAsync(ListJobsRequest request)
    {
        var ids = new List<string>();
        request.PageSize = 2;
        do
        {
            var page = await Jobs.ListJobsAsync(request);
            ids.AddRange(page.Jobs.Select(job => job.JobId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return ids;
    }

    private async Task<IReadOnlyList<Job>> WatchAsync(string jobId)
    {
        using var watching = Jobs.WatchJob(new() { JobId = jobId }, deadline: DateTime.UtcNow.AddSeconds(60));
        var seen = new List<Job>();
        while (await watching.ResponseStream.NextAsync())
        {
            seen.Add(watching.ResponseStream.Current.Job);
        }

        return seen;
    }

    private async Task ReachAsync(string jobId, int accounts)
    {
        using var watching = Jobs.WatchJob(new() { JobId = jobId }, deadline: DateTime.UtcNow.AddSeconds(60));
        while (await watching.ResponseStream.NextAsync() && watching.ResponseStream.Current.Job.Progress.AccountsDone < accounts)
        {
        }
    }
}
