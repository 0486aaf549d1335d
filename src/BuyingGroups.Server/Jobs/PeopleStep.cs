using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Goes through all people of the directory, in a group or not, and finds the highest score, with which normalized scores compare.
/// </summary>
internal sealed class PeopleStep(
    JobLeases leases,
    JobAccountReader reader,
    PeopleEngagement engagement,
    ScoringCalendar calendar,
    ClockCheck clock,
    TimeProvider time,
    JobOptions options)
{
    /// <summary>Moves the job from the step before to this one.</summary>
    public async Task<JobClaim> BeginAsync(JobClaim claim, CancellationToken cancellationToken) =>
        await leases.AdvanceAsync(
            claim,
            new JobCheckpoint(JobStep.People, ""),
            claim.Job.Progress with { PeopleTotal = await reader.CountPeopleAsync(cancellationToken) },
            cancellationToken);

    public async Task<JobClaim> RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        // The same window as for the groups' scores.
        var window = calendar.WindowAt(claim.Job.StartedAt ?? time.GetUtcNow());
        while (true)
        {
            clock.Require();
            var people = await reader.ReadPeopleAfterAsync(
                claim.Checkpoint.After, (options.AccountsAtOnce, options.PeopleAtOnce), cancellationToken);
            if (people.Count == 0)
            {
                return claim;
            }

            var totals = await engagement.ReadAsync(people, ScoringMethod.ActivityWeighted, window, cancellationToken);
            var progress = claim.Job.Progress;
            claim = await leases.AdvanceAsync(
                claim,
                new JobCheckpoint(JobStep.People, people[^1].Account.Value),
                progress with
                {
                    PeopleDone = progress.PeopleDone + people.Count,
                    HighestPerson = totals.Values.Aggregate(progress.HighestPerson, ExactScore.Max),
                },
                cancellationToken);
            await Task.Delay(options.PauseMilliseconds, cancellationToken);
        }
    }
}
