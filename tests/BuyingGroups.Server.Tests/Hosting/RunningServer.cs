using BuyingGroups.Client;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Counters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>A server in this process on a free port, and a client that talks to it over a real channel.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly ServerHost _host;

    private RunningServer(ServerHost host, ShiftedClock clock)
    {
        _host = host;
        Clock = clock;
        Client = BuyingGroupsClient.Create(host.Address, options => options.MaxAttempts = 1);
    }

    public BuyingGroupsClient Client { get; }

    public ShiftedClock Clock { get; }

    public Uri Address => _host.Address;

    /// <summary>What the server is made of, for what no caller can see.</summary>
    internal IServiceProvider Services => _host.Services;

    /// <summary>Over <paramref name="dataFolder"/>, on the embedded stores unless a setting says otherwise.</summary>
    public static async Task<RunningServer> StartAsync(string dataFolder, params (string Key, string Value)[] settings)
    {
        var clock = new ShiftedClock();
        return new RunningServer(
            await ServerHost.StartWithMovedClockAsync(ConfigurationOf(dataFolder, settings), clock, CancellationToken.None), clock);
    }

    private static IConfiguration ConfigurationOf(string dataFolder, (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Server:Listen"] = "127.0.0.1:0",
                ["Server:DataFolder"] = dataFolder,
                // A machine that builds beside the tests is slow, not faulty; the tests of faults set what they measure.
                ["Redis:TimeoutMilliseconds"] = "10000",
            })
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();

    /// <summary>The same, but with the server's clock compared with the stores', as in production.</summary>
    public static async Task<RunningServer> StartComparingClocksAsync(
        string dataFolder, ShiftedClock clock, params (string Key, string Value)[] settings) =>
        new(await ServerHost.StartAsync(ConfigurationOf(dataFolder, settings), clock, CancellationToken.None), clock);

    /// <summary>A person's true counts and remembered ids, which no caller can see.</summary>
    public Task<PersonInspection> InspectAsync(string accountId, string personId) =>
        _host.Services.GetRequiredService<ActivityCounters>()
            .InspectAsync(new AccountId(accountId), new PersonId(personId), CancellationToken.None);

    /// <summary>Stops as at SIGTERM; clients stay as they are.</summary>
    public Task StopAsync() => _host.Services.GetRequiredService<IHost>().StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
