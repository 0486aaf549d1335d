using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>A redis-server process of the test's own, on a free port of the loopback address.</summary>
public sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";

    private readonly string[] _arguments;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bg-redis-");
    private Process? _process;

    /// <param name="arguments">More of redis-server's options, such as <c>--appendonly yes</c>.</param>
    public RedisServer(params string[] arguments)
    {
        Skip.IfNot(IsInstalled, $"{Program} isn't installed on this machine");
        _arguments = arguments;
        Port = FreePort();
        Start();
    }

    public static bool IsInstalled { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Program)));

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>
    /// Starts it again after <see cref="Kill"/>, over the same files, and returns when it answers, if only that it loads.
    /// </summary>
    /// <param name="more">Options for this time only.</param>
    public void Start(params string[] more)
    {
        string[] arguments =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--daemonize", "no",
            "--enable-debug-command", "yes",
            .. _arguments, .. more,
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        WaitUntilItAnswers();
    }

    /// <summary>SIGKILL: no chance to write anything.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>It takes connections and bytes, and answers nothing.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Ends <see cref="Freeze"/>.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Sends a command as an operator would, and returns the beginning of the answer.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient("127.0.0.1", Port);
        using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{command}\r\n"));
        var answer = new byte[1024];
        return System.Text.Encoding.UTF8.GetString(answer, 0, await stream.ReadAsync(answer));
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }

        _folder.Delete(recursive: true);
    }

    public static int FreePort()
    {
        // Below the cluster bus, which is 10,000 above the port.
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken; try another.
            }
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private void WaitUntilItAnswers()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", Port);
                using var stream = client.GetStream();
                stream.Write("PING\r\n"u8);
                var answer = new byte[64];
                if (stream.Read(answer) > 0 && (answer.AsSpan().StartsWith("+PONG"u8) || answer.AsSpan().StartsWith("-LOADING"u8)))
                {
                    return;
                }
            }
            catch (SocketException) when (!_process!.HasExited)
            {
                // Not yet listening.
            }

            Thread.Sleep(25);
        }

        throw new InvalidOperationException($"{Program} doesn't answer on port {Port}");
    }
}
