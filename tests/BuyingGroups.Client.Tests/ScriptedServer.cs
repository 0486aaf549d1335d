using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyingGroups.Client.Tests;

/// <summary>A real gRPC server on a loopback port, whose services answer as a test tells them to.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app, ConcurrentDictionary<string, bool> connections)
    {
        _app = app;
        Connections = connections;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public ConcurrentDictionary<string, bool> Connections { get; }

    public ScriptedActivityService Activities => _app.Services.GetRequiredService<ScriptedActivityService>();

    public ScriptedScoreService Scores => _app.Services.GetRequiredService<ScriptedScoreService>();

    public ScriptedGroupService Groups => _app.Services.GetRequiredService<ScriptedGroupService>();

    public static async Task<ScriptedServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromMilliseconds(100));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<ScriptedActivityService>().AddSingleton<ScriptedScoreService>().AddSingleton<ScriptedGroupService>();

        var app = builder.Build();
        var connections = new ConcurrentDictionary<string, bool>();
        app.Use(next => context =>
        {
            connections[context.Connection.Id] = true;
            return next(context);
        });
        app.MapGrpcService<ScriptedActivityService>();
        app.MapGrpcService<ScriptedScoreService>();
        app.MapGrpcService<ScriptedGroupService>();
        await app.StartAsync();
        return new ScriptedServer(app, connections);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
