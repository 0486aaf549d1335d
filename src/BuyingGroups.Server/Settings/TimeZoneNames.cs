using NodaTime;
using NodaTime.TimeZones;

namespace BuyingGroups.Server.Settings;

/// <summary>Names of time zones, of which some have several: UTC is Etc/UTC too.</summary>
internal static class TimeZoneNames
{
    /// <summary>The zone of a name, in whatever case it is written; null if there is none.</summary>
    public static DateTimeZone? Find(string name) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? (DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => string.Equals(id, name, StringComparison.OrdinalIgnoreCase)) is { } id
            ? DateTimeZoneProviders.Tzdb[id]
            : null);

    /// <summary>Whether two names are of one zone.</summary>
    public static bool AreSame(string one, string other) => Canonical(one) == Canonical(other);

    private static string Canonical(string name) =>
        TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(Find(name)?.Id ?? name, out var canonical) ? canonical : name;
}
