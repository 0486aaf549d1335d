using BuyingGroups.Server.Tests.Events;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Restored;

/// <summary>SQL was restored from a backup: a watcher that had seen more is told, however far the events have come since.</summary>
public sealed class RestoredEventsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Servers_that_start_over_a_restored_database_find_out_from_Redis()
    {
        using var redis = new RedisServer();
        (string, string)[] settings = [("Redis:ConnectionString", redis.ConnectionString)];
        string backup;
        Scenario scenario;
        await using (var first = await RunningServer.StartAsync(_folder.Path, settings))
        {
            scenario = await new Scenario(first.Client).GroupAsync();
            await ChangeAsync(scenario, first, to: 3);
            backup = DatabaseFile.BackUp(_folder.Path);
            await ChangeAsync(scenario, first, to: 23);
            await RememberedAsync();
        }

        DatabaseFile.Restore(_folder.Path, backup);
        await using var server = await RunningServer.StartAsync(_folder.Path, settings);

        await ExpectAnotherLogAsync(server, after: 23);
        await ChangeAsync(scenario, server, more: 30);
        await ExpectAnotherLogAsync(server, after: 23);
        await ExpectAnotherLogAsync(server, after: 27);
        var events = (await server.Client.Events.ListEventsAsync(new() { AfterPosition = 3, PageSize = 100 })).Events;
        Assert.Equal(30, events.Count);
        Assert.All(events, change => Assert.InRange(change.Position, 1_000_000, 1L << 53));
    }

    [SkippableFact]
    public async Task Running_servers_find_out_and_tell_their_watchers_though_nothing_happens()
    {
        await using var servers = await TwoServers.StartWithAsync(("Events:HeartbeatSeconds", "1"));
        var folder = servers.Folder;
        var scenario = await new Scenario(servers.A.Client).GroupAsync();
        await ChangeAsync(scenario, servers.A, to: 3);
        var backup = DatabaseFile.BackUp(folder);
        await ChangeAsync(scenario, servers.A, to: 23);
        await using var behind = await Watching.StartAsync(servers.B.Client.Events, new() { AfterPosition = 23 });
        await RememberedAsync();

        DatabaseFile.Restore(folder, backup);

        Assert.Equal("POSITION_OF_ANOTHER_LOG", ReasonOf(await behind.EndedAsync()));
        await ChangeAsync(scenario, servers.B, more: 30);
        await ExpectAnotherLogAsync(servers.A, after: 23);
        Assert.Equal(30, (await servers.A.Client.Events.ListEventsAsync(new() { AfterPosition = 3, PageSize = 100 })).Events.Count);
    }

    [SkippableFact]
    public async Task A_Redis_that_lost_its_marks_raises_no_alarm()
    {
        using var redis = new RedisServer();
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Redis:ConnectionString", redis.ConnectionString));
        var scenario = await new Scenario(server.Client).GroupAsync();
        await ChangeAsync(scenario, server, to: 5);
        await RememberedAsync();

        await redis.AskAsync("FLUSHALL");
        await ChangeAsync(scenario, server, to: 9);
        await RememberedAsync();
        redis.Kill();
        await ChangeAsync(scenario, server, to: 12);
        redis.Start();
        await RememberedAsync();
        await ChangeAsync(scenario, server, to: 15);

        Assert.Equal(15, (await server.Client.Events.ListEventsAsync(new() { AfterPosition = 15 })).Position);
    }

    [Fact]
    public async Task A_database_file_that_was_restored_alone_is_older_than_the_mark_beside_it()
    {
        string backup;
        Scenario scenario;
        await using (var first = await RunningServer.StartAsync(_folder.Path))
        {
            scenario = await new Scenario(first.Client).GroupAsync();
            await ChangeAsync(scenario, first, to: 3);
            backup = DatabaseFile.BackUp(_folder.Path);
            await ChangeAsync(scenario, first, to: 23);
            await RememberedAsync();
        }

        DatabaseFile.Restore(_folder.Path, backup);
        await using var server = await RunningServer.StartAsync(_folder.Path);

        await ChangeAsync(scenario, server, more: 30);
        await ExpectAnotherLogAsync(server, after: 23);
    }

    [Fact]
    public async Task Where_everything_was_restored_the_operator_says_so()
    {
        var copy = Path.Combine(_folder.Path, "copy");
        Scenario scenario;
        await using (var first = await RunningServer.StartAsync(_folder.Path))
        {
            scenario = await new Scenario(first.Client).GroupAsync();
            await ChangeAsync(scenario, first, to: 3);
        }

        System.IO.Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(_folder.Path, "buyinggroups.db"), Path.Combine(copy, "buyinggroups.db"));
        File.Copy(Path.Combine(_folder.Path, "event-log.mark"), Path.Combine(copy, "event-log.mark"));

        var (exitCode, output, error) = await ServerProcess.RunAsync("restored", "--data", copy);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("The events up to position 3 are as they were", output, StringComparison.Ordinal);
        await using var server = await RunningServer.StartAsync(copy);
        await ChangeAsync(scenario, server, more: 30);
        await ExpectAnotherLogAsync(server, after: 23);
        Assert.Equal(30, (await server.Client.Events.ListEventsAsync(new() { AfterPosition = 3, PageSize = 100 })).Events.Count);
    }

    [Fact]
    public async Task A_page_of_the_list_and_a_wait_of_a_lost_log_are_told_too()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        await ChangeAsync(scenario, server, to: 3);
        var backup = DatabaseFile.BackUp(_folder.Path);
        await ChangeAsync(scenario, server, to: 23);
        var page = await server.Client.Events.ListEventsAsync(new() { PageSize = 20 });
        DatabaseFile.Restore(_folder.Path, backup);
        await ChangeAsync(scenario, server, more: 30);

        var list = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Events.ListEventsAsync(new() { PageSize = 20, PageToken = page.NextPageToken }));
        var wait = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Journeys.WaitForEventAsync(
                new() { Filter = new() { BuyingGroupIds = { scenario.GroupId } }, AfterPosition = 23 }));

        Assert.Equal(("POSITION_OF_ANOTHER_LOG", "POSITION_OF_ANOTHER_LOG"), (ReasonOf(list), ReasonOf(wait)));
    }

    private static Task ChangeAsync(Scenario scenario, RunningServer server, int more) => ChangeAsync(scenario, server, 0, more);

    /// <summary>An event for each change of the status, the group's creation being the first.</summary>
    private static async Task ChangeAsync(Scenario scenario, RunningServer server, int to, int more = 0)
    {
        var missing = more > 0 ? more : to - (await server.Client.Events.ListEventsAsync(new() { PageSize = 1000 })).Events.Count;
        for (var count = missing; count > 0; count--)
        {
            await server.Client.Groups.SetBuyingGroupStatusAsync(
                new() { BuyingGroupId = scenario.GroupId, Status = Guid.NewGuid().ToString() });
        }
    }

    // The position is remembered each second.
    private static Task RememberedAsync() => Task.Delay(TimeSpan.FromSeconds(3));

    private static async Task ExpectAnotherLogAsync(RunningServer server, long after)
    {
        await using var watching = await Watching.StartAsync(server.Client.Events, new() { AfterPosition = after });
        var end = await watching.EndedAsync();
        Assert.Equal((StatusCode.OutOfRange, "POSITION_OF_ANOTHER_LOG"), (end!.StatusCode, ReasonOf(end)));
        Assert.Contains("read the groups anew", end.Status.Detail, StringComparison.Ordinal);
    }

    private static string? ReasonOf(RpcException? error) => error?.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;
}
