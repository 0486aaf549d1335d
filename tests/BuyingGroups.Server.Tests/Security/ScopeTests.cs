using BuyingGroups.Client;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Which scope lets a caller call what.</summary>
public sealed class ScopeTests(SecuredServer server) : IClassFixture<SecuredServer>
{
    /// <summary>For each scope a method that needs it. Nothing needs jobs.run and events.read yet.</summary>
    private static readonly Dictionary<string, Func<BuyingGroupsClient, Task>> CallOf = new()
    {
        [Scopes.DefinitionsRead] = async client => await client.Roles.ListRolesAsync(new()),
        [Scopes.DefinitionsWrite] = async client => await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = "none" }),
        [Scopes.DirectoryRead] = async client => await client.Directory.ListAccountsAsync(new()),
        [Scopes.DirectoryWrite] = async client => await client.Directory.BatchUpsertAccountsAsync(new()),
        [Scopes.GroupsRead] = async client => await client.Groups.ListBuyingGroupsAsync(new()),
        [Scopes.GroupsWrite] = async client => await client.Groups.CreateBuyingGroupAsync(new()),
        [Scopes.ActivitiesWrite] = async client => await client.Activities.RecordActivityAsync(new()),
        [Scopes.ScoresRead] = async client => await client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = "none" }),
        [Scopes.EventsRead] = async client => await client.Events.ListEventsAsync(new()),
        [Scopes.MembershipManual] = client => AssignAsync(client, MembershipSource.Manual),
        [Scopes.MembershipJourney] = client => AssignAsync(client, MembershipSource.Journey),
        [Scopes.MembershipSystem] = client => AssignAsync(client, MembershipSource.System),
    };

    public static TheoryData<string> Held => [.. Scopes.All];

    public static TheoryData<string> Callable => [.. CallOf.Keys];

    [Theory]
    [MemberData(nameof(Held))]
    public async Task A_scope_lets_in_to_its_own_methods_and_to_no_others(string held)
    {
        var client = server.With(held);
        foreach (var (needed, call) in CallOf)
        {
            var letIn = await Denied.IsLetInAsync(() => call(client));

            Assert.True(letIn == (held == needed), $"with {held}, a method that needs {needed} was {(letIn ? "let in" : "refused")}");
        }
    }

    [Theory]
    [MemberData(nameof(Callable))]
    public async Task The_refusal_says_which_scope_is_missing(string needed) =>
        await Denied.MissingScopeAsync(
            () => CallOf[needed](server.With(Scopes.JobsRun)),
            needed.StartsWith("membership.", StringComparison.Ordinal) ? "membership.manual|membership.journey|membership.system" : needed);

    [Theory]
    [MemberData(nameof(Callable))]
    public async Task Without_credentials_nothing_is_let_in(string needed) =>
        await Denied.UnauthenticatedAsync(() => CallOf[needed](server.Nobody), "MISSING_CREDENTIALS");

    [Fact]
    public async Task A_stream_is_refused_like_a_single_call()
    {
        await Denied.UnauthenticatedAsync(() => StreamAsync(server.Nobody), "MISSING_CREDENTIALS");
        await Denied.MissingScopeAsync(() => StreamAsync(server.With(Scopes.ScoresRead)), Scopes.ActivitiesWrite);
        Assert.True(await Denied.IsLetInAsync(() => StreamAsync(server.With(Scopes.ActivitiesWrite))));
    }

    [Fact]
    public async Task Health_and_on_loopback_reflection_need_no_credentials()
    {
        using var channel = GrpcChannel.ForAddress(server.Address);

        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());
        using var reflection = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.True(await reflection.ResponseStream.NextAsync());
        await reflection.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task A_caller_is_kept_under_its_own_name()
    {
        var role = await server.With(Scopes.DefinitionsWrite).Roles.CreateRoleAsync(
            new() { Role = new() { DisplayName = "Security reviewer" } });

        Assert.Equal("tester", role.Role.Creator);
    }

    private static async Task AssignAsync(BuyingGroupsClient client, MembershipSource source) =>
        await client.Memberships.AssignMemberAsync(new() { BuyingGroupId = "none", PersonId = "none", RoleId = "none", Source = source });

    private static async Task StreamAsync(BuyingGroupsClient client)
    {
        using var call = client.Activities.StreamRecordActivities();
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.NextAsync();
    }
}
