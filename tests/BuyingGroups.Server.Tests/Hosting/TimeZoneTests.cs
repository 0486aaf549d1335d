using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>Activities count by days of one time zone, which is kept with the data.</summary>
public sealed class TimeZoneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_not_served_in_another_zone_than_before()
    {
        await using (await StartAsync("Europe/Berlin"))
        {
        }

        var refused = await Assert.ThrowsAsync<StartException>(() => StartAsync("America/New_York"));

        Assert.Equal(
            "Server:TimeZone is America/New_York, and the activities of this data are counted by days of Europe/Berlin: "
            + "start with --time-zone Europe/Berlin, "
            + "or stop all servers over this data and run the command change-time-zone America/New_York, which says what that means.",
            refused.Message);
        await using var same = await StartAsync("Europe/Berlin");
    }

    [Theory]
    [InlineData("UTC", "utc")]
    [InlineData("utc", "UTC")]
    [InlineData("europe/amsterdam", "Europe/Amsterdam")]
    [InlineData("UTC", "Etc/UTC")]
    [InlineData("Zulu", "UTC")]
    [InlineData("Asia/Calcutta", "Asia/Kolkata")]
    public async Task Names_of_one_zone_are_the_same(string first, string second)
    {
        await using (await StartAsync(first))
        {
        }

        await using var again = await StartAsync(second);
    }

    [SkippableFact]
    public async Task Two_servers_of_different_zones_do_not_run_over_one_store()
    {
        await using var servers = await TwoServers.StartAsync();

        var refused = await Assert.ThrowsAsync<StartException>(() => RunningServer.StartAsync(
            servers.Folder, ("Redis:ConnectionString", servers.Redis.ConnectionString), ("Server:TimeZone", "Europe/Berlin")));

        Assert.Contains("--time-zone UTC", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_zone_is_changed_by_a_command_that_says_what_it_means()
    {
        await using (await StartAsync("UTC"))
        {
            var running = await ServerProcess.RunAsync("change-time-zone", "Europe/Berlin", "--data", _folder.Path);
            Assert.Equal(1, running.ExitCode);
            Assert.Contains("stop it first", running.Error, StringComparison.Ordinal);
        }

        var (exitCode, output, error) = await ServerProcess.RunAsync("change-time-zone", "europe/berlin", "--data", _folder.Path);
        var wrong = await ServerProcess.RunAsync("change-time-zone", "Moon/Crater", "--data", _folder.Path);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("was UTC, and is Europe/Berlin now", output, StringComparison.Ordinal);
        Assert.Contains("Counters that exist stay on the days on which they were recorded", output, StringComparison.Ordinal);
        Assert.Equal(1, wrong.ExitCode);
        await Assert.ThrowsAsync<StartException>(() => StartAsync("UTC"));
        await using var server = await StartAsync("Europe/Berlin");
    }

    [SkippableFact]
    public async Task A_server_that_runs_on_in_the_old_zone_records_and_scores_nothing()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, "Visit Webpage", DateTimeOffset.UtcNow);
        Assert.Equal(1, (await scenario.ScoreAsync()).Score.Exact);

        var (exitCode, _, error) = await ServerProcess.RunAsync("change-time-zone", "Europe/Berlin", "--data", servers.Folder);
        Assert.Equal((0, ""), (exitCode, error));
        await Task.Delay(TimeSpan.FromSeconds(2));

        await ExpectZoneChangedAsync(() => scenario.ScoreAsync());
        await ExpectZoneChangedAsync(() => scenario.RecordAsync(ada, "Visit Webpage", DateTimeOffset.UtcNow));
        Assert.Equal(ServingStatus.NotServing, (await ServiceHealth.Of(servers.A).CheckAsync())[""]);
        await ExpectZoneChangedAsync(() => scenario.ScoreAsync());
        Assert.Equal(1, (await servers.A.InspectAsync(scenario.Account, ada)).Counters.Sum(counter => counter.Count));
    }

    /// <summary>The system's zones are others than NodaTime's: other versions of the rules, and some are missing.</summary>
    [Fact]
    public void Nothing_tells_days_or_hours_by_the_zones_of_the_system()
    {
        foreach (var type in new[] { typeof(ServerHost), typeof(Storage.Sql.SqlDatabase), typeof(Domain.Scoring.ScoringCalendar) })
        {
            using var file = File.OpenRead(type.Assembly.Location);
            using var image = new PEReader(file);
            var metadata = image.GetMetadataReader();
            Assert.DoesNotContain(
                nameof(TimeZoneInfo),
                metadata.TypeReferences.Select(reference => metadata.GetString(metadata.GetTypeReference(reference).Name)));
        }
    }

    private static async Task ExpectZoneChangedAsync<T>(Func<Task<T>> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(
            (StatusCode.Unavailable, "TIME_ZONE_CHANGED"), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        Assert.Contains("--time-zone Europe/Berlin", error.Status.Detail, StringComparison.Ordinal);
    }

    private Task<RunningServer> StartAsync(string zone) => RunningServer.StartAsync(_folder.Path, ("Server:TimeZone", zone));
}
