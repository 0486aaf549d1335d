using BuyingGroups.Server.Settings;
using Microsoft.Extensions.Logging.Console;

namespace BuyingGroups.Server.Logging;

/// <summary>What the server logs, and in which format.</summary>
internal static class ServerLogging
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Logging";

    private const string Levels = "LogLevel";

    public static void AddServerLogging(this ILoggingBuilder logging, IConfiguration configuration) =>
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            // A failed start is reported to the person who started the server, in one sentence.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            // It would log each health request while a store is away. Whoever needs the store logs that already, rarely and with more
            // detail.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical)
            .AddFilter("Grpc", LogLevel.Warning)
            // It logs an error whenever a call can't be read or answered to its end, which is up to the caller. Faults of the server are
            // logged by the interceptor and by the middleware around it.
            .AddFilter("Grpc.AspNetCore.Server", LogLevel.Critical)
            .AddConfiguration(configuration.GetSection(Section))
            .AddConsole(console => console.FormatterName = VisibleFormatter.FormatterName)
            .AddConsoleFormatter<VisibleFormatter, ConsoleFormatterOptions>();

    /// <summary>Checks that all log levels in the settings exist.</summary>
    /// <exception cref="StartException">One doesn't exist.</exception>
    public static void RequireLevels(IConfiguration configuration)
    {
        var logging = configuration.GetSection(Section);
        foreach (var level in logging.GetChildren().Prepend(logging).SelectMany(of => of.GetSection(Levels).GetChildren()))
        {
            if (!Enum.GetNames<LogLevel>().Contains(level.Value, StringComparer.OrdinalIgnoreCase))
            {
                throw new StartException(
                    $"{level.Path} is '{level.Value}', which is no level. The levels are {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }
}
