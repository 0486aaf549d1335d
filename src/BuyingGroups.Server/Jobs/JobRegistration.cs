using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>Registers what runs jobs and what starts the daily pass.</summary>
internal static class JobRegistration
{
    public static void AddJobs(this IServiceCollection services, JobOptions options, ScoringCalendar calendar)
    {
        services.AddSingleton(options);
        services.AddSingleton<JobStore>().AddSingleton<JobLeases>().AddSingleton<JobAccountReader>().AddSingleton<JobAccountWriter>();
        services.AddSingleton<StoredScoreStore>().AddSingleton<CompletenessRecomputation>();
        services.AddSingleton<TargetReader>().AddSingleton<AccountPlanner>().AddSingleton<PeopleEngagement>();
        services.AddSingleton<AccountsStep>().AddSingleton<ScoresStep>().AddSingleton<PeopleStep>().AddSingleton<CompletenessStep>();
        services.AddSingleton<JobRunner>().AddHostedService<JobWorker>();
        if (options.DailyAt.Length > 0)
        {
            services.AddSingleton(DailyTime.Of(options, calendar)).AddHostedService<DailySchedule>();
        }
    }
}
