using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The codes of activity types. A code is given to a name once, shared by all scoring models, and never reused.</summary>
internal static class ActivityTypeCodes
{
    private static readonly Statement OfNames = new("""
        SELECT t.name_key, t.code
        FROM activity_type AS t
        JOIN {ids @nameKeys} AS wanted ON wanted.id = t.name_key
        WHERE EXISTS (SELECT 1 FROM scoring_model_type AS m WHERE m.code = t.code)
        """);

    private static readonly Statement NamesWithoutModel = new("""
        SELECT t.name_key
        FROM activity_type AS t
        JOIN {ids @nameKeys} AS wanted ON wanted.id = t.name_key
        WHERE NOT EXISTS (SELECT 1 FROM scoring_model_type AS m WHERE m.code = t.code)
        """);

    private static readonly Statement OfName = new("""
        SELECT code
        FROM activity_type
        WHERE name_key = @nameKey
        """);

    // The lock covers the place of the next code, so of two transactions that add a name, the second sees the first one's code.
    private static readonly Statement LockHighest = new("""
        SELECT COALESCE(MAX(code), 0)
        FROM activity_type {lock_range}
        WHERE code > 0
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO activity_type (code, name, name_key)
        VALUES (@code, @name, @nameKey)
        """);

    /// <summary>The codes by <see cref="NameKey"/>, of those names that a type of any scoring model has.</summary>
    public static async Task<IReadOnlyDictionary<string, ActivityTypeCode>> ReadAsync(SqlSession session, IEnumerable<string> nameKeys) =>
        (await session.QueryAsync<Row>(OfNames, new { nameKeys = StoredJson.Ids(nameKeys) }))
            .ToDictionary(row => row.NameKey, row => new ActivityTypeCode(checked((ushort)row.Code)));

    /// <summary>Invalidates the names of types that were removed from a model and are in no other model.</summary>
    public static async Task ForgetUnusedAsync(SqlSession session, IEnumerable<ActivityType> removed, Instant now)
    {
        var unused = await session.QueryAsync<string>(
            NamesWithoutModel, new { nameKeys = StoredJson.Ids(removed.Select(type => NameKey.Of(type.Name))) });
        session.Invalidate(now, unused.Select(nameKey => new Invalidation(InvalidationKind.ActivityType, nameKey)));
    }

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
