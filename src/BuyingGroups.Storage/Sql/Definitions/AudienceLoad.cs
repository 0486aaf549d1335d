using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>
/// The load of a new list of an audience. Nothing changes for others before it is completed. For use by one caller at a time.
/// </summary>
public sealed class AudienceLoad
{
    private const int MaxNamedUnknown = 100;

    private readonly SqlDatabase _database;
    private readonly TimeProvider _time;
    private readonly string _list;
    private readonly HashSet<UInt128> _unknown = [];
    private readonly List<string> _firstUnknown = [];

    internal AudienceLoad(SqlDatabase database, TimeProvider time, AudienceId audienceId, string list)
    {
        _database = database;
        _time = time;
        AudienceId = audienceId;
        _list = list;
    }

    /// <summary>The audience of the list.</summary>
    public AudienceId AudienceId { get; }

    /// <summary>The number of accounts in the list so far.</summary>
    public long Listed { get; private set; }

    /// <summary>The number of given accounts that the directory doesn't know.</summary>
    public long Unknown => _unknown.Count;

    /// <summary>The first 100 unknown accounts, in the order in which they were given.</summary>
    public IReadOnlyList<string> FirstUnknown => _firstUnknown;

    /// <summary>
    /// Adds accounts. Accounts that the directory doesn't know are left out, and an account that is given twice counts once.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">The audience was deleted.</exception>
    /// <exception cref="LoadSupersededException">What was loaded so far was removed.</exception>
    public async Task AddAsync(IEnumerable<string> accounts, CancellationToken cancellationToken = default)
    {
        foreach (var piece in accounts.Distinct().Chunk(SqlDatabase.PieceSize))
        {
            var (known, added) = await _database.WriteAsync(
                session => AudienceLists.AddAsync(session, AudienceId, _list, piece), cancellationToken);
            Listed += added;
            foreach (var account in piece.Except(known))
            {
                if (_unknown.Add(MarkOf(account)) && _firstUnknown.Count < MaxNamedUnknown)
                {
                    _firstUnknown.Add(account);
                }
            }
        }
    }

    /// <summary>Makes the list the audience's current one, in place of the previous list.</summary>
    /// <returns>The changed audience.</returns>
    /// <exception cref="ResourceNotFoundException">The audience was deleted.</exception>
    /// <exception cref="LoadSupersededException">What was loaded was removed.</exception>
    public async Task<Audience> CompleteAsync(string author, CancellationToken cancellationToken = default)
    {
        var (audience, replaced) = await _database.WriteAsync(
            session => AudienceLists.HoldAsync(session, AudienceId, _list, Listed, Instant.Now(_time), author), cancellationToken);
        if (replaced is not null)
        {
            await AudienceLists.RemoveAsync(_database, replaced, cancellationToken);
        }

        await AudienceLists.TidyAsync(_database, AudienceId, cancellationToken);
        return audience;
    }

    /// <summary>
    /// Removes what was loaded, unless the list is current already. What can't be removed now is removed by a later load of the audience.
    /// </summary>
    public Task AbandonAsync(CancellationToken cancellationToken = default) =>
        AudienceLists.RemoveAsync(_database, _list, cancellationToken);

    // Every given account may be unknown, and a million ids are too many to keep. Two ids with the same 128 bits don't occur in practice.
    private static UInt128 MarkOf(string account) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(account)));
}
