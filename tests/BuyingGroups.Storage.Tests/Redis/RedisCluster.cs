using System.Diagnostics;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>A Redis Cluster of three masters on this machine.</summary>
public sealed class RedisCluster : IDisposable
{
    private readonly RedisServer[] _nodes;

    public RedisCluster()
    {
        _nodes = [.. Enumerable.Range(0, 3).Select(_ => new RedisServer("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))];
        string[] create =
        [
            "--cluster", "create", .. _nodes.Select(node => node.ConnectionString), "--cluster-replicas", "0", "--cluster-yes",
        ];
        Run("redis-cli", create);
        WaitUntilAllAgree();
    }

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    public string ConnectionString => string.Join(',', _nodes.Select(node => node.ConnectionString));

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }
    }

    private void WaitUntilAllAgree()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (_nodes.All(node =>
                Run("redis-cli", ["-p", $"{node.Port}", "cluster", "info"]).Contains("cluster_state:ok", StringComparison.Ordinal)))
            {
                return;
            }

            Thread.Sleep(50);
        }

        throw new InvalidOperationException("the cluster doesn't come up");
    }

    private static string Run(string program, string[] arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {output}{errors.Result}");
    }
}
