using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>A new list of an audience on its way into the database; nothing changes before it is completed. For one caller at a time.</summary>
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

    /// <summary>Whose list it will be.</summary>
    public AudienceId AudienceId { get; }

    /// <summary>How many accounts the list has so far.</summary>
    public long Listed { get; private set; }

    /// <summary>How many of the accounts so far the directory doesn't know.</summary>
    public long Unknown => _unknown.Count;

    /// <summary>The first 100 of those, in the order in which they came.</summary>
    public IReadOnlyList<string> FirstUnknown => _firstUnknown;

    /// <summary>Adds accounts. Those that the directory doesn't know are left out; those that came before count once.</summary>
    /// <exception cref="ResourceNotFoundException">The audience is gone.</exception>
    /// <exception cref="LoadSupersededException">What was loaded so far is gone.</exception>
    public async Task AddAsync(IEnumerable<string> accounts, CancellationToken cancellationToken = default)
    {
        foreach (var piece in accounts.Distinct().Chunk(SqlDatabase.PieceSize))
        {
            var (known, added) = await _database.WriteAsync(session => AudienceLists.AddAsync(session, AudienceId, _list, piece), cancellationToken);
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

    /// <summary>Makes the list the one that holds, in the place of the one before.</summary>
    /// <returns>The audience as it is now.</returns>
    /// <exception cref="ResourceNotFoundException">The audience is gone.</exception>
    /// <exception cref="LoadSupersededException">What was loaded is gone.</exception>
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

    /// <summary>Removes what was loaded, unless it holds. What can't be removed now is removed by a later load of the audience.</summary>
    public Task AbandonAsync(CancellationToken cancellationToken = default) => AudienceLists.RemoveAsync(_database, _list, cancellationToken);

    // All of them may be unknown: a million ids are too many to keep. Two of the same mark don't come up.
    private static UInt128 MarkOf(string account) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(account)));
}
