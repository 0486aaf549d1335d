using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>
/// The codes of the activity types of all scoring models, cached in the process. The log of invalidations tells when no model has a type
/// any more (<see cref="SharedStateLease"/>). An unknown name is looked up each time: it may have been added on any server a moment ago.
/// </summary>
internal sealed class ActivityTypeCodes(ScoringModelStore store, SharedStateLease lease) : IDisposable
{
    // There are no more codes than this, so the cache is bounded.
    private const int MostTypes = ushort.MaxValue;

    private readonly FencedCache<string, ActivityTypeCode> _cache = new(lease, MostTypes, InvalidationKind.ActivityType, id => id);

    /// <summary>The codes of those names that are cached in this process, by the name as it was given.</summary>
    public Dictionary<string, ActivityTypeCode> Known(IReadOnlyCollection<string> names)
    {
        var known = new Dictionary<string, ActivityTypeCode>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (_cache.TryGet(NameKey.Of(name), out var code))
            {
                known[name] = code;
            }
        }

        return known;
    }

    /// <summary>
    /// The codes of those names that a scoring model has, by the name as it was given. Those that aren't cached are read by one statement.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, ActivityTypeCode>> GetAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var position = (await lease.CurrentAsync(cancellationToken)).LogPosition;
        var found = Known(names);
        if (found.Count < names.Count)
        {
            var unknown = names.Where(name => !found.ContainsKey(name)).ToLookup(NameKey.Of);
            foreach (var (nameKey, code) in await store.GetActivityTypeCodesAsync([.. unknown.Select(each => each.Key)], cancellationToken))
            {
                _cache.Keep(nameKey, code, position);
                foreach (var name in unknown[nameKey])
                {
                    found[name] = code;
                }
            }
        }

        return found;
    }

    /// <inheritdoc />
    public void Dispose() => _cache.Dispose();
}
