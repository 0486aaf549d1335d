using System.Collections.Frozen;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Definitions;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>The codes of activity types by name. A code never changes, so what is known stays true; an unknown name is looked up again.</summary>
internal sealed class ActivityTypeCodes(ScoringModelStore store, TimeProvider time)
{
    // A caller that goes on sending a wrong name costs SQL one statement in this time, and a new type is known after it at the latest.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private volatile Known _known = new(FrozenDictionary<string, ActivityTypeCode>.Empty, null);

    /// <summary>The code of <paramref name="name"/>; null if no scoring model has a type of that name.</summary>
    public async ValueTask<ActivityTypeCode?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_known.Find(name) is { } code)
        {
            return code;
        }

        await LookAgainAsync(cancellationToken);
        return _known.Find(name);
    }

    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        if (_known.At is { } at && time.GetElapsedTime(at) < LookAgainAfter)
        {
            return;
        }

        var now = time.GetTimestamp();
        var codes = await store.GetActivityTypeCodesAsync(cancellationToken);
        _known = new Known(codes.ToFrozenDictionary(), now);
    }

    private sealed record Known(FrozenDictionary<string, ActivityTypeCode> Codes, long? At)
    {
        public ActivityTypeCode? Find(string name) =>
            Codes.TryGetValue(NameKey.Of(name), out var code) ? code : null;
    }
}
