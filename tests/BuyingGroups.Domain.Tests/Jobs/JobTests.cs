using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using Xunit;

namespace BuyingGroups.Domain.Tests.Jobs;

/// <summary>What a job tells of itself while it runs.</summary>
public class JobTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(JobStatus.Queued, false)]
    [InlineData(JobStatus.Running, false)]
    [InlineData(JobStatus.Succeeded, true)]
    [InlineData(JobStatus.Cancelled, true)]
    [InlineData(JobStatus.Failed, true)]
    public void A_job_ends_in_one_of_three_ways(JobStatus status, bool ended)
    {
        var job = Job(status, new JobProgress { AccountsTotal = 4, AccountsDone = 1 });

        Assert.Equal(ended, job.HasEnded);
        Assert.Equal(ended, job.EstimatedEnd(Start.AddMinutes(1)) is null);
    }

    [Fact]
    public void The_end_is_estimated_from_what_is_done_of_accounts_groups_and_people()
    {
        // 1 + 2 + 3 of 2 + 8 + 20 took a minute, so the other 24 take four.
        var progress = new JobProgress
        {
            AccountsDone = 1,
            AccountsTotal = 2,
            GroupsDone = 2,
            GroupsTotal = 8,
            PeopleDone = 3,
            PeopleTotal = 20,
        };

        Assert.Equal((30, 6), (progress.Total, progress.Done));
        Assert.Equal(Start.AddMinutes(5), Job(JobStatus.Running, progress).EstimatedEnd(Start.AddMinutes(1)));
    }

    [Fact]
    public void Nothing_is_estimated_before_something_is_done() =>
        Assert.Null(Job(JobStatus.Running, new JobProgress { AccountsTotal = 2 }).EstimatedEnd(Start.AddMinutes(1)));

    [Fact]
    public void More_than_was_thought_at_the_start_ends_now() =>
        Assert.Equal(
            Start.AddMinutes(1),
            Job(JobStatus.Running, new JobProgress { AccountsTotal = 2, AccountsDone = 3 }).EstimatedEnd(Start.AddMinutes(1)));

    private static Job Job(JobStatus status, JobProgress progress) => new(
        new("job"), JobType.Maintenance, status, null, null, null, new Change(Start, "ute"), Start, null, null, null, progress);
}
