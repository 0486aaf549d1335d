using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>A server on loopback that takes the tokens of a test's authority, for all tests of a class.</summary>
public sealed class SecuredServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<BuyingGroupsClient> _clients = [];
    private RunningServer? _server;

    public TestAuthority Authority { get; } = new();

    public Uri Address => _server!.Address;

    /// <summary>A client without credentials.</summary>
    public BuyingGroupsClient Nobody => _server!.Client;

    /// <summary>A client that may do everything.</summary>
    public BuyingGroupsClient Everything() => With([.. Scopes.All]);

    /// <summary>A client with these scopes.</summary>
    public BuyingGroupsClient With(params string[] scopes) => WithToken(Authority.Token(scopes));

    /// <summary>A client with this token.</summary>
    public BuyingGroupsClient WithToken(string token)
    {
        var client = BuyingGroupsClient.Create(Address, options =>
        {
            options.MaxAttempts = 1;
            options.BearerToken = _ => ValueTask.FromResult(token);
        });
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(_folder.Path, Authority.Settings(_folder.Path));

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _server!.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }
}
