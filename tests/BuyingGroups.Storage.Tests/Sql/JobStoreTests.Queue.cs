using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Jobs;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>How jobs get in the queue, and how they end.</summary>
public abstract partial class JobStoreTests
{
    [SkippableFact]
    public async Task A_job_that_names_what_is_not_there_is_refused_with_the_field()
    {
        var interest = (await SolutionInterestAsync("Interest")).Id;
        var audiences = new AudienceStore(Database, Time);
        var audience = (await audiences.CreateAsync("Everybody", "", hasAccountList: true, condition: null, Author)).Id;

        var noInterest = await RefusedAsync(new NewJob(JobType.Creation, new SolutionInterestId("none"), audience));
        var noAudience = await RefusedAsync(new NewJob(JobType.Creation, interest, new AudienceId("none")));

        Assert.Equal(
            ("solution_interest_id", ResourceTypes.SolutionInterest, "none"), (noInterest.Field, noInterest.ResourceType, noInterest.Id));
        Assert.Equal(("audience_id", ResourceTypes.Audience, "none"), (noAudience.Field, noAudience.ResourceType, noAudience.Id));
        Assert.Empty((await Jobs.ListAsync(PageRequest.First(9), new())).Items);

        Task<ReferenceNotFoundException> RefusedAsync(NewJob job) =>
            Assert.ThrowsAsync<ReferenceNotFoundException>(() => Jobs.StartAsync(job, Author));
    }

    [SkippableFact]
    public async Task Whoever_waits_for_work_is_told_of_each_job_that_got_in_the_queue()
    {
        var (jobs, told) = (Jobs, 0);
        jobs.Queued += () => told++;
        var day = new DateOnly(2026, 3, 4);

        var byHand = await jobs.StartAsync(Pass, Author);
        Assert.Equal(1, told);
        await Assert.ThrowsAsync<ResourceExistsException>(() => jobs.StartAsync(Pass, Author));
        await jobs.CancelAsync(byHand.Id, Author);
        Assert.Equal(1, told);

        var daily = await jobs.StartDailyAsync(day, "schedule");
        Assert.Equal(2, told);
        await jobs.CancelAsync(daily!.Id, Author);
        Assert.Null(await jobs.StartDailyAsync(day, "schedule"));
        Assert.Equal(2, told);

        jobs.TellQueued();
        Assert.Equal(3, told);
    }

    [SkippableFact]
    public async Task A_job_is_deleted_only_after_its_end()
    {
        var job = (await Jobs.StartAsync(Pass, Author)).Id;
        await RefusedAsync();
        var claim = (await Leases.ClaimAsync(Lease))!;
        await RefusedAsync();
        await Jobs.CancelAsync(job, Author);
        await RefusedAsync();
        Assert.Equal(JobStatus.Running, (await Jobs.GetAsync(job)).Status);

        await Leases.EndAsync(claim, JobStatus.Cancelled);
        await Jobs.DeleteAsync(job);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Jobs.DeleteAsync(job));

        async Task RefusedAsync()
        {
            var refused = await Assert.ThrowsAsync<PreconditionFailedException>(() => Jobs.DeleteAsync(job));
            Assert.Equal((PreconditionReasons.JobActive, job.Value), (refused.Reason, refused.Subject));
        }
    }

    [SkippableTheory]
    [InlineData(3, 3)]
    [InlineData(999, 999)]
    [InlineData(1_000, 1_000)]
    [InlineData(1_001, 1_000)]
    [InlineData(5_000, 1_000)]
    public async Task Of_a_long_reason_why_a_job_failed_the_beginning_is_kept(int length, int kept)
    {
        var reason = string.Concat(Enumerable.Range(0, length).Select(place => (char)('a' + (place % 26))));
        var job = (await Jobs.StartAsync(Pass, Author)).Id;

        await Leases.EndAsync((await Leases.ClaimAsync(Lease))!, JobStatus.Failed, reason);

        var ended = await Jobs.GetAsync(job);
        Assert.Equal((JobStatus.Failed, reason[..kept]), (ended.Status, ended.Failure));
    }

    [SkippableFact]
    public async Task Highest_scores_are_stored_only_by_who_is_at_the_job_and_not_once_it_is_to_stop()
    {
        await Jobs.StartAsync(Pass, Author);
        var first = (await Leases.ClaimAsync(Lease))!;
        Time.Advance(Lease);
        var second = (await Leases.ClaimAsync(Lease))!;
        second = await Leases.AdvanceAsync(
            second, new(JobStep.People, ""), new() { HighestGroup = new(99, 10), HighestPerson = new(400, 3) });
        await Leases.StoreHighestAsync(second);
        var stored = (await Rosters.GetSharedVersionsAsync()).Highest;

        await Assert.ThrowsAsync<JobLostException>(() => Leases.StoreHighestAsync(first));
        await Jobs.CancelAsync(second.Job.Id, Author);
        await Assert.ThrowsAsync<JobCancelledException>(
            () => Leases.StoreHighestAsync(second with { Job = second.Job with { Progress = new() { HighestGroup = new(1, 1) } } }));

        Assert.Equal((new ExactScore(99, 10), new ExactScore(400, 3)), (stored!.Group, stored.Person));
        Assert.Equal(stored, (await Rosters.GetSharedVersionsAsync()).Highest);
    }
}
