using System.Net;
using System.Net.Sockets;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Jobs;
using BuyingGroups.Server.Limits;
using BuyingGroups.Server.Logging;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Rosters;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services;
using BuyingGroups.Server.Services.Activities;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Server.Services.Definitions;
using BuyingGroups.Server.Services.Directory;
using BuyingGroups.Server.Services.Events;
using BuyingGroups.Server.Services.Groups;
using BuyingGroups.Server.Services.Jobs;
using BuyingGroups.Server.Services.Journeys;
using BuyingGroups.Server.Services.Membership;
using BuyingGroups.Server.Services.Scoring;
using BuyingGroups.Server.Services.Stages;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Events;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Membership;
using BuyingGroups.Storage.Sql.Stages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BuyingGroups.Server.Hosting;

/// <summary>A running server with its stores.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly OpenStores _stores;
    private readonly IReadOnlyList<string> _accessLines;

    private ServerHost(WebApplication application, OpenStores stores, IReadOnlyList<string> accessLines)
    {
        _application = application;
        _stores = stores;
        _accessLines = accessLines;
    }

    /// <summary>The address on which the server listens.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>What the person who started the server wants to know, one line each.</summary>
    public IReadOnlyList<string> StartLines =>
    [
        $"Listening on {Address} (gRPC over HTTP/2, {(Address.Scheme == Uri.UriSchemeHttps ? "with" : "without")} TLS)",
        .. _accessLines,
        .. _stores.Lines,
    ];

    /// <summary>The server's services, for tests.</summary>
    internal IServiceProvider Services => _application.Services;

    /// <summary>Opens the stores, brings the schema up to date, and listens.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StartException">The server can't start; the message says why.</exception>
    public static Task<ServerHost> StartAsync(IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(configuration, time, alsoServe: null, cancellationToken);

    /// <summary>Starts over a clock that tests move about, and which is therefore not compared with the clocks of the stores.</summary>
    internal static Task<ServerHost> StartWithMovedClockAsync(
        IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(configuration, time, alsoServe: null, ClockCheck.Scope.None, cancellationToken);

    /// <summary>Starts with additional endpoints beside the services, for benchmarks against an echo.</summary>
    internal static Task<ServerHost> StartAsync(
        IConfiguration configuration, TimeProvider time, Action<WebApplication>? alsoServe, CancellationToken cancellationToken) =>
        StartAsync(configuration, time, alsoServe, ClockCheck.Scope.AllStores, cancellationToken);

    private static async Task<ServerHost> StartAsync(
        IConfiguration configuration,
        TimeProvider time,
        Action<WebApplication>? alsoServe,
        ClockCheck.Scope clocks,
        CancellationToken cancellationToken)
    {
        ServerLogging.RequireLevels(configuration);
        var options = ServerOptions.From(configuration);
        var access = Access.From(configuration, options);
        var endPoint = options.EndPoint();
        var calendar = new ScoringCalendar(options.Zone());
        var events = SettingsReader.Bind<EventOptions>(configuration, EventOptions.Section);
        var jobs = SettingsReader.Bind<JobOptions>(configuration, JobOptions.Section);
        var limits = SettingsReader.Bind<LimitOptions>(configuration, LimitOptions.Section);
        var stores = await OpenStores.OpenAsync(configuration, options, cancellationToken);
        try
        {
            await DataTimeZone.TakeAsync(stores.Sql, calendar.TimeZoneId, cancellationToken);
            var pageTokens = new PageTokens(await stores.GetPageTokenKeyAsync(cancellationToken));
            var application = Build(
                configuration, options, access, events, jobs, limits, endPoint, stores, pageTokens, calendar, time, clocks);
            alsoServe?.Invoke(application);
            await application.Services.GetRequiredService<ClockCheck>().RequireAtStartAsync(cancellationToken);
            try
            {
                await application.StartAsync(cancellationToken);
            }
            catch (IOException exception) when (exception.InnerException is AddressInUseException)
            {
                throw new StartException($"{endPoint} is in use by another program. Choose another port with --listen.", exception);
            }
            catch (SocketException exception)
            {
                throw new StartException(
                    $"The server can't listen on {endPoint}: {exception.Message}. Choose another address with --listen.", exception);
            }

            return new ServerHost(application, stores, access.Lines);
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until it is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private static WebApplication Build(
        IConfiguration configuration,
        ServerOptions options,
        Access access,
        EventOptions events,
        JobOptions jobs,
        LimitOptions limits,
        IPEndPoint endPoint,
        OpenStores stores,
        PageTokens pageTokens,
        ScoringCalendar calendar,
        TimeProvider time,
        ClockCheck.Scope clocks)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Not the working directory, which may be anything: for a system service it is often the root of the file system, and .NET
            // watches the content root for changed settings.
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Bound(limits);
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                access.Encrypt(listen);
            });
        });
        builder.Logging.AddServerLogging(configuration);

        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(events);
        // Started first, so that nothing is answered before it is known whether an older state of the database was restored.
        services.AddSingleton(MarksOf(options, stores)).AddSingleton<EventLogStore>().AddHostedService<EventLogGuard>();
        services.AddJobs(jobs, calendar);
        services.AddSingleton(time);
        services.AddSingleton(calendar);
        services.AddSingleton(pageTokens);
        services.AddSingleton(stores.Sql);
        services.AddSingleton(_ => stores.Counters(calendar, time));
        services.AddSingleton<DirectoryStore>().AddSingleton<RoleStore>().AddSingleton<RoleTemplateStore>()
            .AddSingleton<CompletenessSettingsStore>().AddSingleton<SolutionInterestStore>();
        services.AddSingleton<StageModelStore>().AddSingleton<ScoringModelStore>().AddSingleton<BuyingGroupStore>()
            .AddSingleton<MembershipStore>().AddSingleton<RosterStore>();
        services.AddSingleton<GroupCommandStore>().AddSingleton<EventStore>().AddSingleton<GroupFactsStore>();
        services.AddScoped<GroupCommandRunner>();
        services.AddSingleton(new EventSignal(stores.Redis)).AddSingleton<EventFeed>()
            .AddHostedService(provider => provider.GetRequiredService<EventFeed>());
        services.AddHostedService<EventUpkeep>().AddHostedService<CounterUpkeep>();
        services.AddAccess(access);
        services.AddHostedService<InvalidationUpkeep>();
        services.AddSingleton<SharedStateLease>().AddSingleton<GroupReader>().AddSingleton<PersonReader>();
        services.AddSingleton<ConditionChecker>();
        services.AddSingleton<AttributeStore>().AddSingleton<ConditionTester>().AddSingleton<ConditionWorkers>();
        services.AddSingleton<AudienceStore>().AddSingleton<AudienceReader>();
        services.AddSingleton<RosterChanges>().AddSingleton<CounterMoves>().AddSingleton<PersonLocations>();
        services.AddSingleton<ErasureStore>().AddSingleton<PersonEraser>()
            .AddHostedService(provider => provider.GetRequiredService<PersonEraser>());
        services.AddSingleton<PersonMover>().AddHostedService(provider => provider.GetRequiredService<PersonMover>());
        services.AddSingleton<ActivityTypeCodes>().AddSingleton<ActivityIntake>().AddSingleton<ActivityRecorder>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageSize;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<IdleStreams>();
        });
        services.AddStrictMethods();
        services.AddCallLimits(limits);
        services.AddStoreHealth();
        services.AddStoreWatch(clocks);
        if (options.ReflectsAt(endPoint))
        {
            services.AddContractReflection();
        }

        var application = builder.Build();
        application.UseMiddleware<GoneCallerMiddleware>();
        application.UseMiddleware<ContentTypeMiddleware>();
        application.UseMiddleware<CallerMiddleware>();
        application.UseRateLimiter();
        application.UseMiddleware<MalformedRequestMiddleware>();
        application.MapGrpcService<DirectoryService>();
        application.MapGrpcService<RoleService>();
        application.MapGrpcService<RoleTemplateService>();
        application.MapGrpcService<SolutionInterestService>();
        application.MapGrpcService<AudienceService>();
        application.MapGrpcService<StageModelService>();
        application.MapGrpcService<ScoringModelService>();
        application.MapGrpcService<BuyingGroupService>();
        application.MapGrpcService<MembershipService>();
        application.MapGrpcService<EventService>();
        application.MapGrpcService<JobService>();
        application.MapGrpcService<JourneyService>();
        application.MapGrpcService<ActivityService>();
        application.MapGrpcService<ScoreService>();
        application.MapGrpcHealthChecksService();
        if (options.ReflectsAt(endPoint))
        {
            application.MapGrpcReflectionService();
        }

        return application;
    }

    private static EventLogMarks MarksOf(ServerOptions options, OpenStores stores) =>
        stores.Redis is { } redis
            ? new RedisEventLogMarks(redis)
            : new FileEventLogMarks(Path.Combine(options.DataFolder, "event-log.mark"));

    /// <summary>Larger requests are refused. The contracts state 4 MB.</summary>
    private const int MaxMessageSize = 4 * 1024 * 1024;
}
