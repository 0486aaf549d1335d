using BuyingGroups.Server.Hosting;

namespace BuyingGroups.Server.Commands;

/// <summary><c>serve</c>: listens until stopped.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        await using var host = await ServerHost.StartAsync(configuration, TimeProvider.System, cancellationToken);
        foreach (var line in host.StartLines)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine("Press Ctrl+C to stop.");
        await host.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
