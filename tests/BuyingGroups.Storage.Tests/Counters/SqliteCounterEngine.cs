using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Counters;
using BuyingGroups.Storage.Tests.Sql;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Tests.Counters;

/// <summary>The embedded default.</summary>
public sealed class SqliteCounterEngine : CounterEngine
{
    private readonly SqliteTestEngine _files = new();
    private readonly RosterTokens _tokens = new();
    private SqlOptions _options = null!;

    public override bool IsInstalled => true;

    public string File => SqliteTestEngine.FileOf(_options);

    public override async Task InitializeAsync() => _options = await _files.CreateAsync();

    public override Task DisposeAsync() => _files.DropAsync(_options);

    public override Task<ConnectedCounters> ConnectAsync(TimeProvider clock, ScoringCalendar calendar)
    {
        var database = new SqlDatabase(_options);
        var counters = new SqliteCounters(database, calendar, clock, TimeProvider.System.GetUtcNow, _tokens);
        return Task.FromResult(new ConnectedCounters(counters, counters, database));
    }

    public override Task ExpireAsync(ActivityCounters counters) => ((SqliteCounters)counters).RemoveExpiredAsync(CancellationToken.None);

    public override async Task<int> CountKeysAsync(AccountId account)
    {
        await using var connection = new SqliteConnection(_options.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT (SELECT count(*) FROM person_counters WHERE account_id = @account AND length(packed) > 0)
                + (SELECT count(*) FROM remembered_ids WHERE account_id = @account)
                + (SELECT count(*) FROM person_moves WHERE account_id = @account)
            """;
        command.Parameters.AddWithValue("@account", account.Value);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }
}
