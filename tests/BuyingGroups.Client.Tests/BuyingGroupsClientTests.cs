using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BuyingGroups.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace BuyingGroups.Client.Tests;

/// <summary>Retries and deadlines, for both ways to make the clients.</summary>
public sealed class BuyingGroupsClientTests : IAsyncLifetime
{
    private static readonly GetEngagementScoreRequest Request = new() { BuyingGroupId = "group" };

    private readonly List<IDisposable> _made = [];
    private ScriptedServer _server = null!;

    public async Task InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public async Task DisposeAsync()
    {
        _made.ForEach(made => made.Dispose());
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_score_that_is_unavailable_twice_is_answered_the_third_time(bool injected)
    {
        _server.Scores.Failures = 2;

        var response = await Scores(injected).GetEngagementScoreAsync(Request);

        Assert.Equal("group", response.EngagementScore.BuyingGroupId);
        Assert.Equal(3, _server.Scores.Calls);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(7, 7)]
    public async Task A_call_is_tried_as_often_as_the_options_say(int maxAttempts, int calls)
    {
        _server.Scores.Failures = int.MaxValue;
        var scores = Scores(injected: false, options => options.MaxAttempts = maxAttempts);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await scores.GetEngagementScoreAsync(Request));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(calls, _server.Scores.Calls);
    }

    [Fact]
    public async Task A_call_that_the_server_had_no_room_for_is_tried_again_when_the_server_says()
    {
        _server.Scores.Failures = 2;
        _server.Scores.Failure = StatusCode.ResourceExhausted;
        _server.Scores.FailureTrailers.Add("grpc-retry-pushback-ms", "300");
        var started = System.Diagnostics.Stopwatch.StartNew();

        await Scores(injected: false).GetEngagementScoreAsync(Request);

        Assert.Equal(3, _server.Scores.Calls);
        Assert.True(started.ElapsedMilliseconds >= 590, $"after {started.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_message_that_the_server_does_not_want_again_is_sent_once()
    {
        _server.Scores.Failures = int.MaxValue;
        _server.Scores.Failure = StatusCode.ResourceExhausted;
        _server.Scores.FailureTrailers.Add("grpc-retry-pushback-ms", "-1");

        await Assert.ThrowsAsync<RpcException>(async () => await Scores(injected: false).GetEngagementScoreAsync(Request));

        Assert.Equal(1, _server.Scores.Calls);
    }

    [Fact]
    public async Task Retries_stop_while_the_channel_is_short_of_tokens()
    {
        _server.Scores.Failures = int.MaxValue;
        var scores = Scores(injected: false, options => options.RetryTokens = 4);

        await Assert.ThrowsAsync<RpcException>(async () => await scores.GetEngagementScoreAsync(Request));

        Assert.Equal(2, _server.Scores.Calls);
    }

    [Fact]
    public async Task A_create_is_tried_once_because_it_may_have_been_carried_out()
    {
        using var client = BuyingGroupsClient.Create(_server.Address, Fast);

        await Assert.ThrowsAsync<RpcException>(async () => await client.Groups.CreateBuyingGroupAsync(new CreateBuyingGroupRequest()));

        Assert.Equal(1, _server.Groups.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_without_a_deadline_ends_at_the_default_one(bool injected)
    {
        _server.Scores.Hangs = true;
        var scores = Scores(injected, options => options.DefaultDeadline = TimeSpan.FromMilliseconds(200));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await scores.GetEngagementScoreAsync(Request));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public void A_blocking_call_without_a_deadline_ends_at_the_default_one()
    {
        _server.Scores.Hangs = true;
        var scores = Scores(injected: false, options => options.DefaultDeadline = TimeSpan.FromMilliseconds(200));

        var failure = Assert.Throws<RpcException>(() => scores.GetEngagementScore(Request));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task The_default_deadline_is_ten_seconds()
    {
        var before = DateTime.UtcNow;

        await Scores(injected: false).GetEngagementScoreAsync(Request);

        Assert.InRange(_server.Scores.Deadlines.Single(), before.AddSeconds(9.9), DateTime.UtcNow.AddSeconds(10.1));
    }

    [Fact]
    public async Task A_calls_own_deadline_goes_before_the_default_one()
    {
        var own = DateTime.UtcNow.AddHours(1);

        await Scores(injected: false).GetEngagementScoreAsync(Request, deadline: own);

        Assert.InRange(_server.Scores.Deadlines.Single(), own.AddMinutes(-1), own.AddMinutes(1));
    }

    [Fact]
    public async Task An_infinite_default_deadline_is_none()
    {
        await Scores(injected: false, options => options.DefaultDeadline = Timeout.InfiniteTimeSpan).GetEngagementScoreAsync(Request);

        Assert.Equal(DateTime.MaxValue, _server.Scores.Deadlines.Single());
    }

    [Fact]
    public async Task Injected_clients_share_one_connection()
    {
        await using var services = Services(Fast);

        await services.GetRequiredService<ScoreService.ScoreServiceClient>().GetEngagementScoreAsync(Request);
        await Assert.ThrowsAsync<RpcException>(async () =>
            await services.GetRequiredService<BuyingGroupService.BuyingGroupServiceClient>().CreateBuyingGroupAsync(new()));
        await using (var recorder = new ActivityRecorder(services.GetRequiredService<ActivityService.ActivityServiceClient>()))
        {
            await recorder.RecordAsync(new Activity { ActivityId = "1" });
        }

        Assert.Single(_server.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_attempt_of_a_call_brings_a_token_of_its_own(bool injected)
    {
        _server.Scores.Failures = 1;
        var tokens = 0;
        var scores = Scores(injected, options => options.BearerToken = async _ =>
        {
            await Task.Yield();
            return $"token-{++tokens}";
        });

        await scores.GetEngagementScoreAsync(Request);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], _server.Scores.Authorizations);
    }

    [Fact]
    public async Task A_stream_brings_a_token()
    {
        using var client = BuyingGroupsClient.Create(_server.Address, options => options.BearerToken = _ => ValueTask.FromResult("token"));
        await using (var recorder = new ActivityRecorder(client.Activities))
        {
            await recorder.RecordAsync(new Activity { ActivityId = "1" });
        }

        Assert.Equal(["Bearer token"], _server.Activities.Authorizations);
    }

    [Fact]
    public async Task Every_service_has_a_client_both_ways()
    {
        await using var services = Services(Fast);
        using var client = BuyingGroupsClient.Create(_server.Address);
        var clients = typeof(ScoreService).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(ClientBase))).ToList();

        Assert.Equal(14, clients.Count);
        Assert.All(clients, type => Assert.NotNull(services.GetService(type)));
        Assert.All(clients, type =>
            Assert.NotNull(typeof(BuyingGroupsClient).GetProperties().Single(property => property.PropertyType == type).GetValue(client)));
    }

    [Fact]
    public void Exactly_the_methods_that_may_come_twice_are_retried()
    {
        string[] once =
        [
            "ActivateScoringModel", "AddActivityType", "AddStage", "ArchiveScoringModel", "BatchAssignMembers", "BatchChangeMemberRoles",
            "BatchExecuteActions", "BatchReleaseMembers", "BatchRemoveMembers", "CreateAttribute", "CreateAudience", "CreateBuyingGroup",
            "CreateRole", "CreateRoleTemplate", "CreateSolutionInterest", "CreateStageModel", "DeleteAttribute", "DeleteAudience",
            "DeleteBuyingGroup", "DeleteJob", "DeleteRole", "DeleteRoleTemplate", "DeleteScoringModel", "DeleteSolutionInterest",
            "DeleteStageModel", "DuplicateScoringModel", "ErasePerson", "LoadAudienceAccounts", "PublishRoleTemplate", "PublishStageModel",
            "RemoveActivityType", "SetBuyingGroupStage", "SetBuyingGroupStatus", "StartCreationJob", "StartMaintenanceJob",
            "StreamRecordActivities", "UpdateActivityType", "UpdateAudience", "UpdateCompletenessSettings", "UpdateRole",
            "UpdateRoleTemplate", "UpdateScoringModel", "UpdateSolutionInterest", "UpdateStageModel", "WaitForEvent", "WatchEvents",
            "WatchJob",
        ];
        var all = new[]
        {
            ActivityReflection.Descriptor, AudienceReflection.Descriptor, BuyingGroupReflection.Descriptor, DirectoryReflection.Descriptor,
            EventReflection.Descriptor, JobReflection.Descriptor, JourneyReflection.Descriptor, StageModelReflection.Descriptor,
            MembershipReflection.Descriptor, RoleReflection.Descriptor, RoleTemplateReflection.Descriptor, ScoreReflection.Descriptor,
            ScoringModelReflection.Descriptor, SolutionInterestReflection.Descriptor,
        }
        .SelectMany(file => file.Services).SelectMany(service => service.Methods);

        var notRetried = all.Except(RetryableMethods.All).Select(method => method.Name).Order(StringComparer.Ordinal);

        Assert.Equal(once, notRetried);
    }

    public static TheoryData<Action<BuyingGroupsClientOptions>, string> WrongSettings => new()
    {
        { options => options.Address = null, "Address" },
        { options => options.Address = new Uri("/groups", UriKind.Relative), "Address" },
        { options => options.DefaultDeadline = TimeSpan.Zero, "DefaultDeadline" },
        { options => options.MaxAttempts = 0, "MaxAttempts" },
        { options => options.MaxAttempts = 11, "MaxAttempts" },
        { options => options.InitialBackoff = TimeSpan.Zero, "InitialBackoff" },
        { options => options.MaxBackoff = TimeSpan.FromMilliseconds(99), "MaxBackoff" },
        { options => options.BackoffMultiplier = double.NaN, "BackoffMultiplier" },
        { options => options.RetryTokens = 0, "RetryTokens" },
        { options => options.RetryTokenRatio = 0, "RetryTokenRatio" },
        {
            options =>
            {
                options.Address = new Uri("http://groups.example.com");
                options.BearerToken = _ => ValueTask.FromResult("token");
            },
            "BearerToken"
        },
        { options => options.ClientCertificate = NewCertificate(), "ClientCertificate" },
        { options => options.TrustedAuthorities = [NewCertificate()], "TrustedAuthorities" },
        {
            options =>
            {
                options.Address = new Uri("https://groups.example.com");
                options.TrustedAuthorities = [];
            },
            "TrustedAuthorities"
        },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_is_named(Action<BuyingGroupsClientOptions> wrong, string setting)
    {
        await using var services = Services(wrong);

        var created = Assert.Throws<OptionsValidationException>(() => BuyingGroupsClient.Create(_server.Address, wrong));
        var injected = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ScoreService.ScoreServiceClient>());
        var started = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.All(
            [created, injected, started],
            failure => Assert.StartsWith(setting, failure.Failures.Single(), StringComparison.Ordinal));
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    private static void Fast(BuyingGroupsClientOptions options) => options.InitialBackoff = TimeSpan.FromMilliseconds(1);

    private ServiceProvider Services(Action<BuyingGroupsClientOptions> configure) => new ServiceCollection()
        .AddBuyingGroupsClient(options =>
        {
            options.Address = _server.Address;
            configure(options);
        })
        .BuildServiceProvider();

    private ScoreService.ScoreServiceClient Scores(bool injected, Action<BuyingGroupsClientOptions>? configure = null)
    {
        Action<BuyingGroupsClientOptions> all = Fast + configure;
        if (injected)
        {
            var services = Services(all);
            _made.Add(services);
            return services.GetRequiredService<ScoreService.ScoreServiceClient>();
        }

        var client = BuyingGroupsClient.Create(_server.Address, all);
        _made.Add(client);
        return client.Scores;
    }
}
