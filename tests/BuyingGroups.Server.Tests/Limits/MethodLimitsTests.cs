using BuyingGroups.Server.Limits;
using BuyingGroups.Server.Tests.Security;
using BuyingGroups.V1;
using Grpc.Health.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Limits;

/// <summary>The table of what counts against which limit.</summary>
public sealed class MethodLimitsTests
{
    [Theory]
    [MemberData(nameof(MethodScopesTests.Methods), MemberType = typeof(MethodScopesTests))]
    public void Every_method_of_the_contracts_has_a_row(string method) =>
        Assert.True(MethodLimits.Has(method), $"Add a row for {method} to MethodLimits; without one it counts as costly.");

    [Fact]
    public void Every_method_of_the_standard_health_service_has_a_row() =>
        Assert.All(Health.Descriptor.Methods, method => Assert.True(MethodLimits.Has($"/{Health.Descriptor.FullName}/{method.Name}")));

    [Fact]
    public void What_streams_counts_as_a_stream() =>
        Assert.All(
            new[] { ActivityService.Descriptor, AudienceService.Descriptor, EventService.Descriptor, JobService.Descriptor }
                .SelectMany(service => service.Methods)
                .Where(method => method.IsClientStreaming || method.IsServerStreaming),
            method => Assert.Equal(LimitClass.Stream, MethodLimits.Of($"/{method.Service.FullName}/{method.Name}")));

    [Fact]
    public void A_method_that_nobody_decided_on_is_held_tight() =>
        Assert.Equal(LimitClass.Costly, MethodLimits.Of("/buyinggroups.v1.ScoreService/NoSuchMethod"));
}
