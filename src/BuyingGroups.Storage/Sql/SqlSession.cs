using System.Data;
using System.Data.Common;
using Dapper;

namespace BuyingGroups.Storage.Sql;

/// <summary>An open connection, within a transaction or not, on which a store runs its statements.</summary>
public sealed class SqlSession
{
    private readonly SqlDatabase _database;
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;
    private readonly CancellationToken _cancellationToken;

    internal SqlSession(SqlDatabase database, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        _database = database;
        _connection = connection;
        _transaction = transaction;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The rows that the statement answers.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null) =>
        (await _connection.QueryAsync<T>(Command(statement, parameters))).AsList();

    /// <summary>The one row that the statement answers, or nothing.</summary>
    public Task<T?> FindAsync<T>(Statement statement, object? parameters = null) =>
        _connection.QueryFirstOrDefaultAsync<T>(Command(statement, parameters));

    /// <summary>Runs the statement for each item if <paramref name="parameters"/> is a list; answers the number of rows changed.</summary>
    public Task<int> ExecuteAsync(Statement statement, object? parameters = null) => _connection.ExecuteAsync(Command(statement, parameters));

    private CommandDefinition Command(Statement statement, object? parameters) =>
        new(_database.TextOf(statement), parameters, _transaction, _database.TimeoutSeconds, CommandType.Text, cancellationToken: _cancellationToken);
}
