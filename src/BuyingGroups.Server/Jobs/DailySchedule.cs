using System.Globalization;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Jobs;
using Quartz;
using Quartz.Spi;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Has Quartz start the daily pass, on every server; the database takes one of them (<see cref="JobStore.StartDailyAsync"/>). Misfires: Quartz keeps its
/// schedule in memory, so the trigger begins after the last day that had its pass. If that day's successor was due while no server ran, the trigger
/// has missed its time as it starts, and fires at once, once, however many days were missed.
/// </summary>
internal sealed class DailySchedule(JobStore jobs, DailyTime daily, DailyPass pass, ScoringCalendar calendar, TimeProvider time) : IHostedService
{
    private IScheduler? _scheduler;
    private TriggerKey? _trigger;

    /// <summary>What tells when the pass was started last, and is started next, by this server; null: it starts none.</summary>
    public async Task<ITrigger?> GetTriggerAsync() =>
        _scheduler is { IsStarted: true, IsShutdown: false } && _trigger is not null ? await _scheduler.GetTrigger(_trigger) : null;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Names of schedulers are the process's, not the server's.
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        _scheduler = await SchedulerBuilder.Create(id, id).UseDefaultThreadPool(maxConcurrency: 1).BuildScheduler();
        _scheduler.JobFactory = new Factory(pass);
        var last = await jobs.GetLastDailyPassAsync(cancellationToken);
        var trigger = TriggerBuilder.Create()
            .StartAt(last is { } day ? calendar.StartOf(Day.From(day.AddDays(1))) : time.GetUtcNow())
            .WithCronSchedule(
                string.Create(CultureInfo.InvariantCulture, $"0 {daily.At.Minute} {daily.At.Hour} * * ?"),
                cron => cron.InTimeZone(daily.Zone).WithMisfireHandlingInstructionFireAndProceed())
            .Build();
        _trigger = trigger.Key;
        await _scheduler.ScheduleJob(JobBuilder.Create<DailyPass>().Build(), trigger, cancellationToken);
        await _scheduler.Start(cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _scheduler?.Shutdown(cancellationToken) ?? Task.CompletedTask;

    private sealed class Factory(DailyPass pass) : IJobFactory
    {
        public IJob NewJob(TriggerFiredBundle bundle, IScheduler scheduler) => pass;

        public void ReturnJob(IJob job)
        {
            // The server's own; it lives as long as the server.
        }
    }
}
