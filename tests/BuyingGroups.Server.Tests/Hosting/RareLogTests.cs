using BuyingGroups.Server.Logging;
using BuyingGroups.Storage;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>A store that is away is met by every call, and is logged once in some seconds.</summary>
public sealed class RareLogTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void Many_calls_that_meet_the_same_leave_one_line_and_another_reason_has_its_own()
    {
        var log = new RareLog(new Lines(_lines), TimeProvider.System);

        for (var call = 0; call < 1_000; call++)
        {
            log.Warn(new StoreUnavailableException("Redis", null, StoreUnavailableReasons.RedisReadOnly, "A replica answers."), "/Record");
        }

        log.Warn(new StoreUnavailableException("Redis", null, StoreUnavailableReasons.RedisOutOfMemory, "It is full."));
        log.Warn(new StoreUnavailableException("SQL Server", null));

        Assert.Equal(3, _lines.Count);
        Assert.Contains("READONLY: A replica answers. (met by /Record", _lines[0], StringComparison.Ordinal);
        Assert.StartsWith("OOM: It is full.", _lines[1], StringComparison.Ordinal);
        Assert.StartsWith("STORE_UNAVAILABLE: SQL Server can't be reached", _lines[2], StringComparison.Ordinal);
    }

    private sealed class Lines(List<string> lines) : ILogger<RareLog>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
