using System.Security.Cryptography;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// The secret that seals page tokens. All servers over a database share it, and it outlives them, so a list that was begun at one server
/// can be continued at another.
/// </summary>
/// <param name="database">The database.</param>
public sealed class PageTokenKeyStore(SqlDatabase database)
{
    private const int KeyLength = 32;

    private static readonly Statement Read = new("SELECT page_token_key FROM shared_state");

    private static readonly Statement SetFirst = new("UPDATE shared_state SET page_token_key = @key WHERE page_token_key IS NULL");

    /// <summary>The key. If several servers start at once over a database without one, the first makes it.</summary>
    public async Task<byte[]> GetOrMakeAsync(CancellationToken cancellationToken = default) =>
        Convert.FromBase64String(
            await database.ReadOneAsync(session => session.FindAsync<string>(Read), cancellationToken)
            ?? await database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync(SetFirst, new { key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)) });
                    return await session.GetAsync<string>(Read);
                },
                cancellationToken));
}
