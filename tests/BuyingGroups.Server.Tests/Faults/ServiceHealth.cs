using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Health.V1;
using Grpc.Net.Client;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>Asks the health service for every name that it knows.</summary>
internal sealed class ServiceHealth
{
    private readonly Uri _address;

    private ServiceHealth(Uri address) => _address = address;

    public static IReadOnlyList<string> Services { get; } =
    [
        DirectoryService.Descriptor.FullName,
        RoleService.Descriptor.FullName,
        RoleTemplateService.Descriptor.FullName,
        SolutionInterestService.Descriptor.FullName,
        ScoringModelService.Descriptor.FullName,
        BuyingGroupService.Descriptor.FullName,
        MembershipService.Descriptor.FullName,
        StageModelService.Descriptor.FullName,
        EventService.Descriptor.FullName,
        JourneyService.Descriptor.FullName,
        AudienceService.Descriptor.FullName,
        JobService.Descriptor.FullName,
        ActivityService.Descriptor.FullName,
        ScoreService.Descriptor.FullName,
    ];

    public static ServiceHealth Of(RunningServer server) => new(server.Address);

    public async Task<IReadOnlyDictionary<string, ServingStatus>> CheckAsync()
    {
        using var channel = GrpcChannel.ForAddress(_address);
        var client = new Grpc.Health.V1.Health.HealthClient(channel);
        var statuses = new Dictionary<string, ServingStatus>();
        foreach (var service in Services.Concat(["", "liveness"]))
        {
            statuses[service] = (await client.CheckAsync(new HealthCheckRequest { Service = service })).Status;
        }

        return statuses;
    }
}
