using System.Diagnostics;
using System.Globalization;
using BuyingGroups.Client;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>The server as a process of its own, over a temporary folder, so that its memory is its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "BuyingGroups.Server.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bg-load-");
    private readonly Process _process;

    public ServerProcess(params string[] options)
    {
        _process = Start(["--listen", "127.0.0.1:0", "--data", _folder.FullName, .. options]);
        string? line;
        do
        {
            line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server doesn't start.");
        }
        while (!line.StartsWith("Listening on ", StringComparison.Ordinal));
        _ = _process.StandardOutput.ReadToEndAsync();
        Address = new Uri(line.Split(' ')[2]);
    }

    public Uri Address { get; }

    /// <summary>Resident memory in bytes, of Linux.</summary>
    public long ResidentBytes =>
        1024 * long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture);

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

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true })!;
}
