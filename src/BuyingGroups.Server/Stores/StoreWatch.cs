using BuyingGroups.Server.Logging;

namespace BuyingGroups.Server.Stores;

/// <summary>Watches over the stores while the server runs.</summary>
internal static class StoreWatch
{
    /// <summary>Registers the watch over the counters and the comparison of clocks.</summary>
    public static void AddStoreWatch(this IServiceCollection services, ClockCheck.Scope clocks)
    {
        services.AddSingleton<RareLog>();
        services.AddHostedService<CountersWatch>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ClockCheck>(provider, clocks));
        services.AddHostedService(provider => provider.GetRequiredService<ClockCheck>());
    }
}
