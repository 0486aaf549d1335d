namespace BuyingGroups.Storage.Sql;

/// <summary>
/// The clock by which leases expire and old rows are deleted. All servers over a database share it: if each used its own, a server whose
/// clock is a day ahead would claim other servers' jobs, and delete what was remembered an hour ago. It is SQL Server's clock; SQLite has
/// none of its own, so there it is the machine's, as far as that can be trusted (<see cref="SteadyClock"/>).
/// </summary>
/// <param name="kind">The engine.</param>
/// <param name="inItsPlace">Replaces the database's clock; null for none.</param>
internal sealed class StoreClock(SqlEngineKind kind, TimeProvider? inItsPlace)
{
    private static readonly Statement Now = new("SELECT {now}");

    private readonly SteadyClock? _machine =
        inItsPlace is not null || kind == SqlEngineKind.Sqlite ? new SteadyClock(inItsPlace ?? TimeProvider.System) : null;

    /// <summary>The time for leases and deletions.</summary>
    public async Task<Instant> NowAsync(SqlSession session) =>
        _machine is not null ? new Instant(_machine.TrustedNow) : await ReadAsync(session);

    /// <summary>The time of the clock, whether it can be trusted or not.</summary>
    public async Task<Instant> ReadAsync(SqlSession session) =>
        inItsPlace is not null ? Instant.Now(inItsPlace) : await session.GetAsync<Instant>(Now);
}
