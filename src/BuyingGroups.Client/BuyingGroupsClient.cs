using BuyingGroups.V1;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace BuyingGroups.Client;

/// <summary>
/// The clients of all services over one channel, for programs without dependency injection. Safe to share between threads; create one and
/// keep it. With dependency injection see <see cref="BuyingGroupsClientRegistration.AddBuyingGroupsClient"/>.
/// </summary>
public sealed class BuyingGroupsClient : IDisposable
{
    private readonly GrpcChannel _channel;

    private BuyingGroupsClient(GrpcChannel channel, TimeSpan defaultDeadline)
    {
        _channel = channel;
        var invoker = channel.Intercept(new DefaultDeadlineInterceptor(defaultDeadline));
        Activities = new(invoker);
        Audiences = new(invoker);
        Directory = new(invoker);
        Events = new(invoker);
        Groups = new(invoker);
        Jobs = new(invoker);
        Journeys = new(invoker);
        Memberships = new(invoker);
        Roles = new(invoker);
        RoleTemplates = new(invoker);
        Scores = new(invoker);
        ScoringModels = new(invoker);
        SolutionInterests = new(invoker);
        StageModels = new(invoker);
    }

    /// <summary>Records what people did. For many activities, use an <see cref="ActivityRecorder"/> over this client.</summary>
    public ActivityService.ActivityServiceClient Activities { get; }

    /// <summary>Account audiences.</summary>
    public AudienceService.AudienceServiceClient Audiences { get; }

    /// <summary>Accounts and people.</summary>
    public DirectoryService.DirectoryServiceClient Directory { get; }

    /// <summary>Events of buying groups.</summary>
    public EventService.EventServiceClient Events { get; }

    /// <summary>Jobs: creation and maintenance of buying groups in the background.</summary>
    public JobService.JobServiceClient Jobs { get; }

    /// <summary>What a journey orchestrator calls.</summary>
    public JourneyService.JourneyServiceClient Journeys { get; }

    /// <summary>Buying groups.</summary>
    public BuyingGroupService.BuyingGroupServiceClient Groups { get; }

    /// <summary>Memberships of buying groups.</summary>
    public MembershipService.MembershipServiceClient Memberships { get; }

    /// <summary>The roles that people can have in a purchase.</summary>
    public RoleService.RoleServiceClient Roles { get; }

    /// <summary>Role templates: the roles of buying groups.</summary>
    public RoleTemplateService.RoleTemplateServiceClient RoleTemplates { get; }

    /// <summary>Engagement and completeness scores.</summary>
    public ScoreService.ScoreServiceClient Scores { get; }

    /// <summary>Scoring models: which activity types count, and how much.</summary>
    public ScoringModelService.ScoringModelServiceClient ScoringModels { get; }

    /// <summary>Solution interests: what is being sold.</summary>
    public SolutionInterestService.SolutionInterestServiceClient SolutionInterests { get; }

    /// <summary>Stage models: the stages of buying groups.</summary>
    public StageModelService.StageModelServiceClient StageModels { get; }

    /// <summary>Creates the clients. The connection is opened by the first call.</summary>
    /// <param name="address">The address of the service, such as <c>https://groups.example.com</c>.</param>
    /// <param name="configure">Changes the defaults of the options.</param>
    /// <exception cref="OptionsValidationException">A setting is out of bounds; the message says which.</exception>
    public static BuyingGroupsClient Create(Uri address, Action<BuyingGroupsClientOptions>? configure = null)
    {
        var options = new BuyingGroupsClientOptions { Address = address };
        configure?.Invoke(options);
        var validation = new BuyingGroupsClientOptionsValidator().Validate(name: null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(BuyingGroupsClientOptions), validation.Failures);
        }

        var channel = new GrpcChannelOptions();
        BuyingGroupsChannel.Configure(channel, options);
        if (channel.HttpHandler is null && channel.HttpClient is null)
        {
            channel.HttpHandler = BuyingGroupsChannel.NewHandler(options);
            channel.DisposeHttpClient = true;
        }

        return new BuyingGroupsClient(GrpcChannel.ForAddress(options.Address, channel), options.DefaultDeadline);
    }

    /// <summary>Closes the connection and cancels calls in progress. Dispose recorders first.</summary>
    public void Dispose() => _channel.Dispose();
}
