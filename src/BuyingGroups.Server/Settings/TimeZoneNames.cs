using NodaTime;
using NodaTime.TimeZones;

namespace BuyingGroups.Server.Settings;

/// <summary>Names of time zones. A zone may have several: UTC is also Etc/UTC.</summary>
internal static class TimeZoneNames
{
    /// <summary>The zone with the name, in any case; null if there is none.</summary>
    public static DateTimeZone? Find(string name) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? (DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => string.Equals(id, name, StringComparison.OrdinalIgnoreCase)) is { } id
            ? DateTimeZoneProviders.Tzdb[id]
            : null);

    /// <summary>Whether two names denote the same zone.</summary>
    public static bool AreSame(string one, string other) => Canonical(one) == Canonical(other);

    private static string Canonical(string name) =>
        TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(Find(name)?.Id ?? name, out var canonical) ? canonical : name;
}
