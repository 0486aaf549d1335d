namespace BuyingGroups.Storage.Sql.TimeZones;

/// <summary>
/// The time zone in which the activities of this database's people are assigned to days. All servers must use the same one.
/// </summary>
/// <param name="database">The database.</param>
public sealed class TimeZoneStore(SqlDatabase database)
{
    private static readonly Statement Read = new("SELECT time_zone FROM shared_state");

    private static readonly Statement SetFirst = new("UPDATE shared_state SET time_zone = @zone WHERE time_zone IS NULL");

    private static readonly Statement Set = new("UPDATE shared_state SET time_zone = @zone");

    /// <summary>The time zone; null if no server has started yet.</summary>
    public Task<string?> FindAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => session.FindAsync<string>(Read), cancellationToken);

    /// <summary>The time zone. If none is stored yet, <paramref name="zone"/> becomes it.</summary>
    public async Task<string> GetOrSetAsync(string zone, CancellationToken cancellationToken = default) =>
        await FindAsync(cancellationToken) ?? await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(SetFirst, new { zone });
                return await session.GetAsync<string>(Read);
            },
            cancellationToken);

    /// <summary>Changes the time zone.</summary>
    public Task ChangeAsync(string zone, CancellationToken cancellationToken = default) =>
        database.WriteAsync(session => session.ExecuteAsync(Set, new { zone }), cancellationToken);
}
