using BuyingGroups.Client;
using Spectre.Console;

namespace BuyingGroups.Server.Demo;

/// <summary>Watches a job and shows its progress.</summary>
internal static class JobProgressBar
{
    /// <summary>Returns the job once it has ended.</summary>
    public static Task<Proto.Job> ShowAsync(BuyingGroupsClient client, string name, string jobId, CancellationToken cancellationToken) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(name, maxValue: 1);
                using var watching = client.Jobs.WatchJob(new() { JobId = jobId }, cancellationToken: cancellationToken);
                var job = new Proto.Job();
                while (await watching.ResponseStream.MoveNext(cancellationToken))
                {
                    job = watching.ResponseStream.Current.Job;
                    var progress = job.Progress;
                    var total = progress.AccountsTotal + progress.GroupsTotal + progress.PeopleTotal;
                    task.Value = job.EndTime is not null ? 1
                        : total == 0 ? 0
                        : (double)(progress.AccountsDone + progress.GroupsDone + progress.PeopleDone) / total;
                }

                return job;
            });
}
