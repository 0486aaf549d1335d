using System.Diagnostics;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>What the embedded store promises; in processes of their own, which can be killed.</summary>
public sealed class EmbeddedGarnetTests : IDisposable
{
    private static readonly string Program =
        Path.Combine(AppContext.BaseDirectory.Replace("BuyingGroups.Storage.Tests", "BuyingGroups.Benchmarks", StringComparison.Ordinal), "BuyingGroups.Benchmarks.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bg-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData()]
    // A checkpoint each second: some of the kills come in the middle of one.
    [InlineData("checkpoints")]
    public async Task Killed_under_load_it_has_everything_acknowledged_once_and_retries_count_once(params string[] options)
    {
        using var program = Run(["garnet-kills", "3", .. options]);
        var errors = program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.True(program.ExitCode == 0, $"{output}{await errors}");
    }

    [Fact]
    public async Task It_opens_no_port_says_nothing_and_ends_when_asked()
    {
        using var program = Run(["garnet", _folder.FullName]);
        Assert.StartsWith("ready", await program.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Empty(PortsOf(program.Id));

        program.StandardInput.Close();
        Assert.Empty(await program.StandardOutput.ReadToEndAsync());
        Assert.Empty(await program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task Stopped_and_started_again_it_has_what_it_had()
    {
        var today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
        for (var start = 1; start <= 3; start++)
        {
            using var garnet = EmbeddedGarnet.Start(_folder.FullName);
            await using var redis = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = garnet.ConnectionString, TimeoutMilliseconds = 5000 });
            var counters = new RedisCounters(redis, ScoringCalendar.Utc, TimeProvider.System);
            await counters.RecordAsync(new("account"), new("ada"), [new("a", new(1), today, 1), new($"{start}", new(1), today, 1)], default);

            var ada = await counters.InspectAsync(new("account"), new("ada"), default);
            Assert.Equal([new(today, new(1), start + 1)], ada.Counters);
            Assert.Equal(start + 1, ada.RememberedIds);
        }
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_works_all_the_same()
    {
        using var garnet = EmbeddedGarnet.Start(Path.Combine(_folder.FullName, new string('x', 100)));
        await using var redis = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = garnet.ConnectionString, TimeoutMilliseconds = 5000 });

        await redis.PingAsync(default);
    }

    private static Process Run(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    // Sockets that listen, as Linux tells: those of the process's descriptors that stand in the tables of TCP with state 0A.
    private static IEnumerable<string> PortsOf(int process)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])
            .ToHashSet();
        string[] tables = ["tcp", "tcp6"];
        return
            from table in tables
            from line in File.ReadLines($"/proc/{process}/net/{table}").Skip(1)
            let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where fields[3] == "0A" && sockets.Contains(fields[9])
            select fields[1];
    }
}
