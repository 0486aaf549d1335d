using BuyingGroups.Client;
using Xunit;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>One server on the embedded stores for all tests of a class; each test works on ids of its own.</summary>
public sealed class EmbeddedServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer? _server;

    public RunningServer Server => _server ?? throw new InvalidOperationException("not started");

    public BuyingGroupsClient Client => Server.Client;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(_folder.Path);

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
