using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>
/// A name that leads to one server now and to another later, as DNS, a load balancer or a Kubernetes service does: connections that are
/// open stay with the server that they were opened to.
/// </summary>
public sealed class TcpForwarder : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private volatile int _target;

    public TcpForwarder(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>New connections go to this port from now on.</summary>
    public void LeadTo(int port) => _target = port;

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            _connections.Add(client);
            _ = ForwardAsync(client, _target);
        }
    }

    private async Task ForwardAsync(TcpClient client, int port)
    {
        using var server = new TcpClient { NoDelay = true };
        _connections.Add(server);
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The server is away, which the client sees by its connection ending.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static Task CopyAsync(TcpClient from, TcpClient to) => from.GetStream().CopyToAsync(to.GetStream());
}
