using BuyingGroups.V1;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BuyingGroups.Client;

/// <summary>Registers the clients for dependency injection.</summary>
public static class BuyingGroupsClientRegistration
{
    /// <summary>
    /// Registers the generated client of each service (<c>ScoreService.ScoreServiceClient</c> and so on). All share one connection, the
    /// retries, and the default deadline of the options. Invalid settings fail the start of the host or, without a host, the first use of a
    /// client.
    /// </summary>
    /// <param name="services">The services to register with.</param>
    /// <param name="configure">Sets the address, and changes the defaults of the options.</param>
    public static IServiceCollection AddBuyingGroupsClient(this IServiceCollection services, Action<BuyingGroupsClientOptions> configure)
    {
        services.AddOptions<BuyingGroupsClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<BuyingGroupsClientOptions>, BuyingGroupsClientOptionsValidator>());
        services.TryAddSingleton<SharedHandler>();

        return services
            .AddClient<ActivityService.ActivityServiceClient>()
            .AddClient<AudienceService.AudienceServiceClient>()
            .AddClient<BuyingGroupService.BuyingGroupServiceClient>()
            .AddClient<DirectoryService.DirectoryServiceClient>()
            .AddClient<EventService.EventServiceClient>()
            .AddClient<JobService.JobServiceClient>()
            .AddClient<JourneyService.JourneyServiceClient>()
            .AddClient<MembershipService.MembershipServiceClient>()
            .AddClient<RoleService.RoleServiceClient>()
            .AddClient<RoleTemplateService.RoleTemplateServiceClient>()
            .AddClient<ScoreService.ScoreServiceClient>()
            .AddClient<ScoringModelService.ScoringModelServiceClient>()
            .AddClient<SolutionInterestService.SolutionInterestServiceClient>()
            .AddClient<StageModelService.StageModelServiceClient>();
    }

    private static IServiceCollection AddClient<TClient>(this IServiceCollection services)
        where TClient : ClientBase
    {
        services.AddGrpcClient<TClient>((provider, client) => client.Address = OptionsOf(provider).Address)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<SharedHandler>().Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureChannel((provider, channel) => BuyingGroupsChannel.Configure(channel, OptionsOf(provider)))
            .AddInterceptor(
                InterceptorScope.Channel, provider => new DefaultDeadlineInterceptor(OptionsOf(provider).DefaultDeadline));
        return services;
    }

    private static BuyingGroupsClientOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<BuyingGroupsClientOptions>>().Value;

    /// <summary>The client factory makes a channel for each client. With a shared handler they use one connection.</summary>
    private sealed class SharedHandler(IOptions<BuyingGroupsClientOptions> options) : IDisposable
    {
        public SocketsHttpHandler Handler { get; } = BuyingGroupsChannel.NewHandler(options.Value);

        public void Dispose() => Handler.Dispose();
    }
}
