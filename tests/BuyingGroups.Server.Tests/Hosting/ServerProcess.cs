using System.Diagnostics;
using BuyingGroups.Client;
using BuyingGroups.Server.Hosting;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>The program itself, as a process.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address, Task<string> output)
    {
        _process = process;
        Output = output;
        Address = address;
        Client = BuyingGroupsClient.Create(address, options => options.MaxAttempts = 1);
    }

    /// <summary>What the processes take for the system's folder of temporary files.</summary>
    public static string TemporaryFiles { get; } = System.IO.Directory.CreateTempSubdirectory("bg-").FullName;

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    public Uri Address { get; }

    /// <summary>What it prints after the line that says where it listens, its log with it; complete once it has ended.</summary>
    public Task<string> Output { get; }

    public BuyingGroupsClient Client { get; }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary><c>serve</c> on a free port over the folder; returns when it listens.</summary>
    public static Task<ServerProcess> ServeAsync(string dataFolder, params string[] arguments) => ServeInAsync("", dataFolder, arguments);

    /// <summary>The same in a working directory; empty: in this process's.</summary>
    public static Task<ServerProcess> ServeInAsync(string directory, string dataFolder, params string[] arguments) =>
        ServeAsync([], directory, dataFolder, arguments);

    /// <summary>The same with variables of the environment.</summary>
    public static Task<ServerProcess> ServeWithAsync(
        IReadOnlyList<(string Name, string Value)> environment, string dataFolder, params string[] arguments) =>
        ServeAsync(environment, "", dataFolder, arguments);

    private static async Task<ServerProcess> ServeAsync(
        IReadOnlyList<(string Name, string Value)> environment, string directory, string dataFolder, string[] arguments)
    {
        var process = Start(["serve", "--listen", "127.0.0.1:0", "--data", dataFolder, .. arguments], directory, environment);
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                if (line.Split(' ') is ["Listening", "on", var address, ..])
                {
                    return new ServerProcess(process, new Uri(address), process.StandardOutput.ReadToEndAsync());
                }
            }
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        throw new InvalidOperationException($"The server didn't start: {await error}");
    }

    /// <summary>SIGKILL: no chance to write anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a container's runtime stops it; answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Start(string[] arguments, string directory = "", IReadOnlyList<(string Name, string Value)>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServerHost).Assembly.Location, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = TemporaryFiles },
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
