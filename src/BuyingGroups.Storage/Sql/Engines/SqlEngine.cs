using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;

namespace BuyingGroups.Storage.Sql.Engines;

/// <summary>Everything in which the database engines differ.</summary>
internal abstract partial class SqlEngine
{
    static SqlEngine()
    {
        SqlMapper.AddTypeHandler(new Instant.Handler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    public abstract SqlEngineKind Kind { get; }

    /// <summary>The engine's name for people.</summary>
    public abstract string Name { get; }

    /// <summary>The connection string for FluentMigrator, which opens its own connections.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>How long a statement may take, in seconds.</summary>
    public abstract int CommandTimeoutSeconds { get; }

    /// <summary>Whether many rows are inserted faster one by one than by one statement.</summary>
    public abstract bool InsertsRowByRow { get; }

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that sees the database at one instant, and doesn't wait for a writer.</summary>
    public abstract ValueTask<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken);

    public abstract ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Waits for the turn to write. Disposing of the returned object admits the next writer.</summary>
    public abstract ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether the transaction lost against another one or met a transient fault: it was rolled back, and is worth running again.
    /// </summary>
    public abstract bool IsWorthRetrying(Exception exception);

    /// <summary>Whether the database can't be reached, or can't do anything right now.</summary>
    public abstract bool IsUnavailable(Exception exception);

    /// <summary>The exception that is thrown instead.</summary>
    public virtual StoreUnavailableException Unavailable(Exception exception) => new(Name, exception);

    /// <summary>
    /// Waits for the right to migrate, for a minute at most, and makes the settings that a database needs once. Disposing of the returned
    /// object gives up the right.
    /// </summary>
    public abstract Task<IAsyncDisposable> BeginMigrationAsync(CancellationToken cancellationToken);

    /// <summary>Closes the pooled connections.</summary>
    public abstract void ClearPool();

    /// <summary>The text of a placeholder of a <see cref="Statement"/>.</summary>
    public string Fragment(string name, string arguments) => name switch
    {
        "ids" => Ids(arguments.Trim()),
        "rows" when RowsArguments().Match(arguments) is { Success: true } match =>
            Rows(match.Groups["parameter"].Value, [.. match.Groups["columns"].Value.Split(',').Select(Column)]),
        "limit" => Limit(arguments.Trim()),
        "lock" => Lock,
        "lock_range" => LockRange,
        "lock_shared" => LockShared,
        "no_recursion_limit" => NoRecursionLimit,
        "now" => Now,
        _ => throw new ArgumentException($"'{{{name} {arguments}}}' is no placeholder.", nameof(name)),
    };

    protected abstract string Ids(string parameter);

    protected abstract string Rows(string parameter, IReadOnlyList<(string Name, string Type)> columns);

    protected abstract string Limit(string parameter);

    protected abstract string Lock { get; }

    protected abstract string LockRange { get; }

    protected abstract string LockShared { get; }

    protected abstract string NoRecursionLimit { get; }

    protected abstract string Now { get; }

    private static (string Name, string Type) Column(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var name, var type]
            ? (name, type)
            : throw new ArgumentException($"'{text}' is no column with a type.", nameof(text));

    [GeneratedRegex(@"^\s*(?<parameter>@\w+)\s*\((?<columns>[^)]*)\)\s*$")]
    private static partial Regex RowsArguments();
}
