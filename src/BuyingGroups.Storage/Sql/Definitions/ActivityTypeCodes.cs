using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The codes of activity types: given once for a name, shared by all scoring models, never used again.</summary>
internal static class ActivityTypeCodes
{
    private static readonly Statement All = new("""
        SELECT name_key, code
        FROM activity_type
        """);

    private static readonly Statement OfName = new("""
        SELECT code
        FROM activity_type
        WHERE name_key = @nameKey
        """);

    // The lock reaches up to where the next code goes: of two new names, the second sees the first one's code.
    private static readonly Statement LockHighest = new("""
        SELECT COALESCE(MAX(code), 0)
        FROM activity_type {lock_range}
        WHERE code > 0
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO activity_type (code, name, name_key)
        VALUES (@code, @name, @nameKey)
        """);

    public static async Task<IReadOnlyDictionary<string, ActivityTypeCode>> ReadAllAsync(SqlSession session) =>
        (await session.QueryAsync<Row>(All)).ToDictionary(row => row.NameKey, row => new ActivityTypeCode(checked((ushort)row.Code)));

    public static async Task<ActivityTypeCode> GetOrAddAsync(SqlSession session, string name)
    {
        var nameKey = NameKey.Of(name);
        if (await session.FindAsync<int?>(OfName, new { nameKey }) is { } known)
        {
            return new ActivityTypeCode(checked((ushort)known));
        }

        var highest = await session.GetAsync<int>(LockHighest);
        if (highest >= ushort.MaxValue)
        {
            throw new PreconditionFailedException(
                PreconditionReasons.TooManyActivityTypes,
                "activity_types",
                $"There have been {ushort.MaxValue} activity types with different names: there is no code for another one.");
        }

        var code = highest + 1;
        await session.ExecuteAsync(Insert, new { code, name, nameKey });
        return new ActivityTypeCode((ushort)code);
    }

    private sealed class Row
    {
        public required string NameKey { get; init; }

        public required int Code { get; init; }
    }
}
