using System.Collections.Concurrent;

namespace BuyingGroups.Storage.Sql;

/// <summary>A database engine: opens connections, runs reads and transactions, and knows in what its SQL and its errors differ.</summary>
public abstract class SqlDatabase : IAsyncDisposable
{
    private static readonly Statement Ping = new("SELECT roster_fence FROM shared_state WHERE id = 1");

    private readonly ConcurrentDictionary<Statement, string> _texts = new();

    /// <summary>The engine's name in errors, such as "SQLite".</summary>
    public abstract string Name { get; }

    /// <summary>How long a statement may take.</summary>
    internal abstract int TimeoutSeconds { get; }

    /// <summary>The engine's text of a statement.</summary>
    public string TextOf(Statement statement) => _texts.GetOrAdd(statement, each => Fill(each.Text));

    /// <summary>Returns if the database answers.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => ReadAsync(session => session.FindAsync<long>(Ping), cancellationToken);

    /// <summary>Runs statements that only read, each on its own.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be reached, or is locked.</exception>
    internal abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a transaction and commits it; if it throws, nothing of it is done. May run it several times, each from the start: it must not keep
    /// anything between.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database can't be reached, or is locked.</exception>
    internal abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>Fills in the placeholders of <see cref="Statement"/>.</summary>
    protected abstract string Fill(string text);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
