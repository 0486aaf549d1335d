using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BuyingGroups.Client;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>The server as a process of its own, over a temporary folder, so that its memory is its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "BuyingGroups.Server.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bg-load-");
    private readonly string[] _options;
    private Process _process;

    public ServerProcess(params string[] options)
    {
        _options = options;
        Start();
    }

    [MemberNotNull(nameof(_process), nameof(Address))]
    private void Start()
    {
        _process = Start(["--listen", "127.0.0.1:0", "--data", _folder.FullName, .. _options]);
        string? line;
        do
        {
            line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server doesn't start.");
        }
        while (!line.StartsWith("Listening on ", StringComparison.Ordinal));
        _ = _process.StandardOutput.ReadToEndAsync();
        Address = new Uri(line.Split(' ')[2]);
    }

    public Uri Address { get; private set; }

    public string Folder => _folder.FullName;

    /// <summary>Resident memory in bytes, of Linux.</summary>
    public long ResidentBytes => BytesOf("VmRSS:");

    /// <summary>The most that it was since the process started.</summary>
    public long PeakResidentBytes => BytesOf("VmHWM:");

    public BuyingGroupsClient NewClient(string? token = null) => BuyingGroupsClient.Create(
        Address, options => options.BearerToken = token is null ? null : _ => ValueTask.FromResult(token));

    /// <summary>A development token with all scopes.</summary>
    public string Token()
    {
        using var process = Start(["token", "--data", _folder.FullName]);
        var token = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return token;
    }

    /// <summary>Stops it as a container's runtime would, has something done to its folder, and starts it again.</summary>
    public void Restart(Action<string> between)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            kill.WaitForExit();
        }

        _process.WaitForExit();
        _process.Dispose();
        between(Folder);
        Start();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private long BytesOf(string line) =>
        1024 * long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status").First(each => each.StartsWith(line, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture);

    private static Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true })!;
}
