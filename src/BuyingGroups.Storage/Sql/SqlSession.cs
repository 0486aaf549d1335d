using System.Data.Common;
using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql.Engines;
using BuyingGroups.Storage.Sql.Invalidations;
using Dapper;

namespace BuyingGroups.Storage.Sql;

/// <summary>Runs statements on one connection, within its transaction if there is one.</summary>
internal sealed class SqlSession(
    SqlEngine engine, StoreClock clock, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    private readonly List<NewEvent> _events = [];
    private readonly List<Invalidation> _invalidations = [];

    /// <summary>The events of the transaction, in order. They are written at its end.</summary>
    public IReadOnlyList<NewEvent> Events => _events;

    /// <summary>The time for leases and deletions, the same for all servers; see <see cref="StoreClock"/>.</summary>
    public Task<Instant> NowAsync() => clock.NowAsync(this);

    /// <summary>Adds an event, which is written at the end of the transaction.</summary>
    public void Tell(NewEvent change) => _events.Add(change);

    /// <summary>The invalidations of the transaction. They are written at its end.</summary>
    public IReadOnlyList<Invalidation> Invalidations => _invalidations;

    /// <summary>The time of the invalidations.</summary>
    public Instant InvalidatedAt { get; private set; }

    /// <summary>Makes every server read something again that it may have cached.</summary>
    public void Invalidate(Instant now, params IEnumerable<Invalidation> invalidations)
    {
        InvalidatedAt = now;
        _invalidations.AddRange(invalidations);
    }

    /// <summary>Whether the session belongs to the engine.</summary>
    public bool IsOf(SqlEngine other) => engine == other;

    /// <summary>Runs a statement that only this engine has.</summary>
    public Task<int> ExecuteOnlyHereAsync(string text, object arguments) =>
        connection.ExecuteAsync(
            new CommandDefinition(text, arguments, transaction, engine.CommandTimeoutSeconds, cancellationToken: cancellationToken));

    public async Task<List<T>> QueryAsync<T>(Statement statement, object? arguments = null) =>
        (await connection.QueryAsync<T>(Command(statement, arguments))).AsList();

    public Task<T?> FindAsync<T>(Statement statement, object? arguments = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(statement, arguments));

    public Task<T> GetAsync<T>(Statement statement, object? arguments = null) =>
        connection.QuerySingleAsync<T>(Command(statement, arguments));

    public Task<int> ExecuteAsync(Statement statement, object? arguments = null) => connection.ExecuteAsync(Command(statement, arguments));

    /// <summary>Inserts rows, each with the values of the insert's columns.</summary>
    public async Task InsertAsync(RowInsert insert, IReadOnlyCollection<object?[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (!engine.InsertsRowByRow)
        {
            await ExecuteAsync(insert.OfSet, new { rows = insert.ToJson(rows) });
            return;
        }

        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Table and columns are constants of the stores.
        command.CommandText = insert.OfRow;
#pragma warning restore CA2100
        command.Transaction = transaction;
        foreach (var row in rows)
        {
            for (var index = 0; index < row.Length; index++)
            {
                if (command.Parameters.Count == index)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = $"@v{index}";
                    command.Parameters.Add(parameter);
                }

                command.Parameters[index].Value = RowInsert.Stored(row[index]) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private CommandDefinition Command(Statement statement, object? arguments) =>
        new(statement.For(engine, arguments), arguments, transaction, engine.CommandTimeoutSeconds, cancellationToken: cancellationToken);
}
