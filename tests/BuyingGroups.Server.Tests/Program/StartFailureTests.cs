using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests;
using BuyingGroups.Storage.Tests.Redis;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>A server that can't start says why in a sentence, and exits with 1.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var endPoint = taken.LocalEndpoint.ToString()!;

        await FailsAsync($"{endPoint} is in use", "--listen", endPoint, "--data", Data);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");

        await FailsAsync("can't be made", "--data", Path.Combine(file, "below"));
        await FailsAsync("can't be made", "--data", file);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written()
    {
        // Folders where the server wants its files.
        System.IO.Directory.CreateDirectory(Path.Combine(Data, "buyinggroups.db"));
        await FailsAsync("SQLite", "--data", Data);

        var other = Path.Combine(_folder.Path, "other");
        System.IO.Directory.CreateDirectory(Path.Combine(other, "server.lock"));
        await FailsAsync("can't be written", "--data", other);

    }

    [Fact]
    public async Task Counters_of_an_earlier_version()
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Data, "counters", "AOF"));

        await FailsAsync("Garnet", "--data", Data);
    }

    [Fact]
    public async Task A_database_file_that_is_none()
    {
        System.IO.Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "buyinggroups.db"), new string('x', 5_000));

        await FailsAsync("SQLite", "--data", Data);
    }

    [SkippableFact]
    public async Task A_read_only_file_system_over_an_existing_folder_is_told_at_once()
    {
        using var disk = new TmpfsFolder(megabytes: 64);
        await ServerProcess.RunAsync("migrate", "--data", disk.Path);
        disk.MakeReadOnly();

        var watch = Stopwatch.StartNew();
        await FailsAsync("the file system is read-only", "--data", disk.Path);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_schema_that_is_newer_than_the_program()
    {
        await ServerProcess.RunAsync("migrate", "--data", Data);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "buyinggroups.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText =
                "INSERT INTO schema_migration (version, applied_on, description) VALUES (4711, '2030-01-01', 'Of the future')";
            await command.ExecuteNonQueryAsync();
        }

        foreach (var arguments in new string[][] { ["serve"], ["migrate"], ["inspect", "ada"], ["restored"] })
        {
            var (exitCode, _, error) = await ServerProcess.RunAsync([.. arguments, "--data", Data]);

            Assert.Equal(1, exitCode);
            Assert.Contains("has the version 4711, and this program knows versions up to", error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Another_time_zone_than_that_of_the_data()
    {
        await using (await ServerProcess.ServeAsync(Data, "--time-zone", "Europe/Berlin"))
        {
        }

        await FailsAsync(
            "start with --time-zone Europe/Berlin, or stop all servers over this data and run the command change-time-zone UTC",
            "--data",
            Data);
    }

    [Fact]
    public async Task A_data_folder_in_use_by_another_server()
    {
        await using var first = await ServerProcess.ServeAsync(Data);

        await FailsAsync("is in use by another server", "--data", Data, "--listen", "127.0.0.1:0");
    }

    [Fact]
    public async Task A_Redis_that_cannot_be_reached() =>
        await FailsAsync(
            "Redis at 127.0.0.1:1 can't be reached", "--data", Data, "--redis", "127.0.0.1:1,password=secret,connectTimeout=500");

    [SkippableTheory]
    [InlineData("WRONGPASS", "", ",password=secret")]
    [InlineData("WRONGPASS", "", ",user=somebody,password=secret")]
    [InlineData("defaultDatabase=99", "", ",defaultDatabase=99")]
    [InlineData("maxmemory-policy allkeys-lru", "CONFIG SET maxmemory-policy allkeys-lru", "")]
    [InlineData("ACL SETUSER default +evalsha", "ACL SETUSER default -evalsha", "")]
    [InlineData("READONLY", "REPLICAOF 127.0.0.1 1", "")]
    public async Task A_Redis_that_cannot_do_what_the_service_needs(string says, string cause, string options)
    {
        using var redis = new RedisServer();
        await redis.AskAsync(cause.Length > 0 ? cause : "PING");

        await FailsAsync(says, "--data", Data, "--redis", $"{redis.ConnectionString}{options}", "--listen", "127.0.0.1:0");
    }

    [SkippableFact]
    public async Task A_password_of_a_Redis_stays_secret_in_whichever_form_it_is_given()
    {
        using var redis = new RedisServer();

        await FailsAsync("WRONGPASS", "--data", Data, "--redis", $"redis://user:secret@{redis.ConnectionString}/0");
        await FailsAsync("WRONGPASS", "--data", Data, "--redis", $"redis://:sec%2Csecret@{redis.ConnectionString}");
        await FailsAsync("can't be reached", "--data", Data, "--redis", "rediss://user:secret@127.0.0.1:1?connectTimeout=500");
        await FailsAsync("isn't one of a Redis", "--data", Data, "--redis", $"{redis.ConnectionString},password=a,secret");
        await FailsAsync("isn't one of a Redis", "--data", Data, "--redis", $"{redis.ConnectionString},password=a,secret=b");
    }

    [Fact]
    public async Task An_SQL_Server_that_cannot_be_reached() =>
        await FailsAsync(
            "SQL Server can't be reached",
            "--data", Data, "--sql-server",
            "Server=127.0.0.1,1;User Id=sa;Password=secret;Connect Timeout=1;ConnectRetryCount=0;Encrypt=false");

    [Theory]
    [InlineData("Redis:ConnectionString", "--redis", "localhost:6379,nonsense=1")]
    [InlineData("Sql:ConnectionString", "--sql-server", "nonsense")]
    [InlineData("Moon/Crater", "--time-zone", "Moon/Crater")]
    [InlineData("--insecure", "--listen", "0.0.0.0:0")]
    [InlineData("isn't an IP address and port", "--listen", "localhost")]
    [InlineData("isn't an IP address and port", "--listen", "::1")]
    [InlineData("isn't an IP address and port", "--listen", "localhost:http")]
    [InlineData("can't listen on 203.0.113.5:5080", "--listen", "203.0.113.5:5080", "--insecure")]
    [InlineData("--set takes KEY=VALUE", "--set", "secret")]
    [InlineData("Server:Reflektion isn't a setting", "--set", "Server:Reflektion=true")]
    [InlineData("Limits:CallPerCaller isn't a setting", "--set", "Limits:CallPerCaller=1")]
    [InlineData("Events:KeepDay isn't a setting", "--set", "Events:KeepDay=1")]
    [InlineData("Jobs:DailyAtt isn't a setting", "--set", "Jobs:DailyAtt=")]
    [InlineData("Redis:Connection isn't a setting", "--set", "Redis:Connection=password=secret")]
    [InlineData("Sql:TimeoutSeconds isn't a setting", "--set", "Sql:TimeoutSeconds=1")]
    [InlineData("Servr:Listen isn't a setting", "--set", "Servr:Listen=127.0.0.1:0")]
    [InlineData("Listen isn't a setting", "--set", "Listen=127.0.0.1:0")]
    [InlineData("Logging:LogLevel:Default is 'loud', which is no level", "--set", "Logging:LogLevel:Default=loud")]
    [InlineData("Logging:Console:LogLevel:Microsoft is '3'", "--set", "Logging:Console:LogLevel:Microsoft=3")]
    [InlineData("a word of it isn't known", "--sql-server", "Server=127.0.0.1,1;User Id=sa;Password=a;secret=b")]
    [InlineData("a word of it isn't known", "--sql-server", "Server=127.0.0.1,1;User Id=sa;PWD=a;secret")]
    [InlineData("StreamBatchesInFlight", "--set", "Server:StreamBatchesInFlight=0")]
    [InlineData("StreamBatchesInFlight", "--set", "Server:StreamBatchesInFlight=many")]
    public async Task A_setting_that_is_wrong(string says, params string[] arguments) =>
        await FailsAsync(says, ["--data", Data, .. arguments]);

    private static async Task FailsAsync(string says, params string[] arguments)
    {
        var (exitCode, output, error) = await ServerProcess.RunAsync(["serve", .. arguments]);

        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
