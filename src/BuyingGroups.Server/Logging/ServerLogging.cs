using BuyingGroups.Server.Settings;
using Microsoft.Extensions.Logging.Console;

namespace BuyingGroups.Server.Logging;

/// <summary>What the server logs, and how.</summary>
internal static class ServerLogging
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Logging";

    private const string Levels = "LogLevel";

    public static void AddServerLogging(this ILoggingBuilder logging, IConfiguration configuration) =>
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            // A start that fails is told to whoever started it, in a sentence.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            // It would log each time that somebody asks for health and a store is away, which is told rarely, and with more, by whoever needs the store.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical)
            .AddFilter("Grpc", LogLevel.Warning)
            // It shouts whenever a call can't be read or answered to its end, which is up to the caller. What is a fault of ours, the
            // interceptor logs,
            // and the middleware around it.
            .AddFilter("Grpc.AspNetCore.Server", LogLevel.Critical)
            .AddConfiguration(configuration.GetSection(Section))
            .AddConsole(console => console.FormatterName = VisibleFormatter.FormatterName)
            .AddConsoleFormatter<VisibleFormatter, ConsoleFormatterOptions>();

    /// <summary>Returns if all levels of the settings are levels.</summary>
    /// <exception cref="StartException">One isn't.</exception>
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
