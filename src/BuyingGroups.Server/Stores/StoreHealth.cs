using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BuyingGroups.Server.Stores;

/// <summary>
/// <c>grpc.health.v1</c>: the empty service name tells whether everything works (readiness), <c>liveness</c> whether the process answers at
/// all, and each service's name whether the stores that the service needs can be reached.
/// </summary>
internal static class StoreHealth
{
    private const string Sql = "sql";
    private const string Counters = "counters";
    private const string Clock = "clock";
    private const string Liveness = "liveness";

    public static void AddStoreHealth(this IServiceCollection services)
    {
        services.AddGrpcHealthChecks(options =>
            {
                options.UseHealthChecksCache = false;
                options.Services.Map("", _ => true);
                options.Services.Map(Liveness, check => check.Tags.Contains(Liveness));
                options.Services.Map(Proto.ActivityService.Descriptor.FullName, check => check.Tags.Contains(Counters));
                options.Services.Map(Proto.ScoreService.Descriptor.FullName, check => check.Tags.Contains(Counters));
                foreach (var service in new[]
                {
                    Proto.DirectoryService.Descriptor, Proto.RoleService.Descriptor, Proto.RoleTemplateService.Descriptor,
                    Proto.SolutionInterestService.Descriptor, Proto.StageModelService.Descriptor, Proto.ScoringModelService.Descriptor,
                    Proto.BuyingGroupService.Descriptor, Proto.MembershipService.Descriptor, Proto.EventService.Descriptor,
                    Proto.JobService.Descriptor, Proto.JourneyService.Descriptor, Proto.AudienceService.Descriptor,
                })
                {
                    options.Services.Map(service.FullName, check => check.Tags.Contains(Sql));
                }
            })
            .AddCheck(Liveness, () => HealthCheckResult.Healthy(), tags: [Liveness])
            .AddCheck<SqlHealth>(Sql, tags: [Sql])
            .AddCheck<CountersHealth>(Counters, tags: [Counters])
            .AddCheck<ClockHealth>(Clock, tags: [Counters])
            .AddCheck<TimeZoneHealth>("time-zone", tags: [Sql, Counters]);
    }

    private sealed class SqlHealth(SqlDatabase database) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            ReachAsync(database.PingAsync, cancellationToken);
    }

    private sealed class CountersHealth(ActivityCounters counters) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            ReachAsync(counters.PingAsync, cancellationToken);
    }

    // Recording and scores depend on the clock, and so does the readiness of the server as a whole.
    private sealed class ClockHealth(ClockCheck clock) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(clock.Problem is { } problem ? Unhealthy(problem) : HealthCheckResult.Healthy());
    }

    /// <summary>Whether the server still counts in the days of the data. Other faults of SQL are reported by the other check.</summary>
    private sealed class TimeZoneHealth(SharedStateLease lease) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await lease.CurrentAsync(cancellationToken);
            }
            catch (StoreUnavailableException exception) when (exception.Reason == StoreUnavailableReasons.TimeZoneChanged)
            {
                return Unhealthy(exception);
            }
            catch (StoreUnavailableException)
            {
                // While SQL is away, the time zone can't have changed.
            }

            return HealthCheckResult.Healthy();
        }
    }

    private static async Task<HealthCheckResult> ReachAsync(Func<CancellationToken, Task> ping, CancellationToken cancellationToken)
    {
        try
        {
            await ping(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException exception)
        {
            return Unhealthy(exception);
        }
    }

    private static HealthCheckResult Unhealthy(StoreUnavailableException problem) =>
        HealthCheckResult.Unhealthy(
            $"{problem.Reason}: {problem.Message}", data: new Dictionary<string, object> { ["reason"] = problem.Reason });
}
