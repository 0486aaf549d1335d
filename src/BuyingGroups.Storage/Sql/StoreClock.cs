namespace BuyingGroups.Storage.Sql;

/// <summary>
/// The clock by which leases run out and old things are deleted. One for all servers over a database: were it each server's own, one that
/// runs a day ahead
/// would take other servers' jobs over, and forget what was remembered an hour ago. That of SQL Server is asked; of SQLite, which has none
/// of its own, it is
/// the machine's, as far as that is to be trusted.
/// </summary>
/// <param name="kind">The engine.</param>
/// <param name="inItsPlace">Stands in for the database's clock; null: none does.</param>
internal sealed class StoreClock(SqlEngineKind kind, TimeProvider? inItsPlace)
{
    private static readonly Statement Now = new("SELECT {now}");

    private readonly SteadyClock? _machine =
        inItsPlace is not null || kind == SqlEngineKind.Sqlite ? new SteadyClock(inItsPlace ?? TimeProvider.System) : null;

    /// <summary>What time it is for leases and deletions.</summary>
    public async Task<Instant> NowAsync(SqlSession session) =>
        _machine is not null ? new Instant(_machine.TrustedNow) : await ReadAsync(session);

    /// <summary>What the clock says, trusted or not.</summary>
    public async Task<Instant> ReadAsync(SqlSession session) =>
        inItsPlace is not null ? Instant.Now(inItsPlace) : await session.GetAsync<Instant>(Now);
}
