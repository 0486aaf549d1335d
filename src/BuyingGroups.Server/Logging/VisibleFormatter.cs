using BuyingGroups.Domain.Texts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace BuyingGroups.Server.Logging;

/// <summary>
/// Writes the log in the format of .NET's console logger, but so that no entry can imitate another or move the cursor: messages quote what
/// strangers sent, such as the name of a certificate, and what a CRM once supplied.
/// </summary>
internal sealed class VisibleFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>The formatter's name in the logging settings.</summary>
    public const string FormatterName = "visible";

    private const string Indent = "      ";

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine($"{WordOf(logEntry.LogLevel)}: {VisibleText.Of(logEntry.Category)}[{logEntry.EventId.Id}]");
        textWriter.WriteLine(Indent + VisibleText.Of(message));
        if (logEntry.Exception is { } exception)
        {
            // The lines of a stack trace are the runtime's, but they may contain anybody's text.
            foreach (var line in exception.ToString().ReplaceLineEndings("\n").Split('\n'))
            {
                textWriter.WriteLine(Indent + VisibleText.Of(line));
            }
        }
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "nothing is logged with it"),
    };
}
