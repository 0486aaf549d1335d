using System.Diagnostics;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>
/// The disk of the data folder is full, or its file is damaged: callers are told the reason, and a full disk heals by itself.
/// </summary>
public sealed class DataFolderTests
{
    private static readonly string Filling = new('x', 100);

    [SkippableFact]
    public async Task A_full_disk_is_UNAVAILABLE_with_its_reason_and_heals_within_ten_seconds()
    {
        using var disk = new TmpfsFolder(megabytes: 64);
        await using var server = await RunningServer.StartAsync(disk.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        disk.FillUp();

        var told = await UntilRefusedAsync(server);

        Assert.Equal((StatusCode.Unavailable, "DATA_FOLDER_FULL"), (told.StatusCode, ReasonOf(told)));
        var group = await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId });
        Assert.Equal(scenario.GroupId, group.BuyingGroup.BuyingGroupId);

        disk.Free();
        var watch = Stopwatch.StartNew();
        await Eventually.AnswersAsync(() => FillAsync(server, -1));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_damaged_file_is_UNAVAILABLE_and_turns_health_red()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);
        await FillAsync(server, 0);
        var file = Path.Combine(folder.Path, "buyinggroups.db");
        Checkpoint(file);
        Overwrite(file);

        var told = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Directory.ListAccountsAsync(new() { PageSize = 1_000 }));

        Assert.Equal((StatusCode.Unavailable, "DATA_FOLDER_DAMAGED"), (told.StatusCode, ReasonOf(told)));
        var health = await ServiceHealth.Of(server).CheckAsync();
        Assert.Equal((ServingStatus.NotServing, ServingStatus.NotServing), (health[""], health[DirectoryService.Descriptor.FullName]));
        Assert.Equal(ServingStatus.Serving, health["liveness"]);
    }

    private static async Task<RpcException> UntilRefusedAsync(RunningServer server)
    {
        for (var batch = 0; batch < 100; batch++)
        {
            try
            {
                await FillAsync(server, batch);
            }
            catch (RpcException exception)
            {
                return exception;
            }
        }

        throw new InvalidOperationException("A full disk went on taking data.");
    }

    private static async Task<BatchUpsertAccountsResponse> FillAsync(RunningServer server, int batch) =>
        await server.Client.Directory.BatchUpsertAccountsAsync(new()
        {
            Accounts =
            {
                Enumerable.Range(0, 500)
                    .Select(i => new Account { AccountId = $"{batch}-{i}", DisplayName = $"Account {i}", Industry = Filling }),
            },
        });

    private static void Checkpoint(string file)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }

    private static void Overwrite(string file)
    {
        const int Page = 4096;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (stream.Position = 60 * Page; stream.Position < stream.Length;)
        {
            stream.Write(Enumerable.Repeat((byte)0xAA, Page).ToArray());
        }
    }

    private static string? ReasonOf(RpcException error) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;
}
