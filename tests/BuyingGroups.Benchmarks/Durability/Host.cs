using System.Diagnostics;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>A <see cref="CounterHost"/> in a process of its own, and what it says was acknowledged.</summary>
internal sealed class Host : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    public Host(string folder, string round, int writers, int most)
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Host).Assembly.Location, "counters", folder, round, $"{writers}", $"{most}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var ready = _process.StandardOutput.ReadLine();
        if (ready != "ready")
        {
            throw new InvalidOperationException($"The host doesn't start: {ready}");
        }

        _reading = Task.Run(Read);
    }

    /// <summary>Acknowledged batches, in order: the person and the ids.</summary>
    public List<(string Person, string[] Ids)> Acknowledged { get; } = [];

    /// <summary>Refused batches, in order.</summary>
    public List<(string Person, string[] Ids)> Refused { get; } = [];

    /// <summary>Why batches were refused.</summary>
    public HashSet<string> Reasons { get; } = [];

    public TaskCompletionSource Done { get; } = new();

    /// <summary>SIGKILL; what was printed before is read to its end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>Ends in order.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "done":
                    Done.TrySetResult();
                    break;
                case "refused":
                    Reasons.Add(words[1]);
                    Refused.Add((words[2], words[3..]));
                    break;
                default:
                    Acknowledged.Add((words[0], words[1..]));
                    break;
            }
        }
    }
}
