using NodaTime;
using NodaTime.TimeZones;

namespace BuyingGroups.Domain.Scoring;

/// <summary>Assigns instants to days, and determines the scoring window, in the configured time zone.</summary>
/// <param name="zone">The zone in which a day begins and ends.</param>
public sealed class ScoringCalendar(DateTimeZone zone)
{
    /// <summary>The window's length in calendar days, today included (a rule of the domain).</summary>
    public const int WindowDays = 30;

    private static readonly ZoneLocalMappingResolver EarlierOrAfterGap =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The calendar in UTC, the default.</summary>
    public static ScoringCalendar Utc { get; } = new(DateTimeZone.Utc);

    /// <summary>The zone's IANA name, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZoneId => zone.Id;

    /// <summary>The calendar day on which <paramref name="instant"/> falls in the zone.</summary>
    public Day DayOf(DateTimeOffset instant)
    {
        var offset = zone.GetUtcOffset(Instant.FromDateTimeOffset(instant));
        var (day, rest) = Math.DivRem(instant.UtcTicks - DateTime.UnixEpoch.Ticks + offset.Ticks, TimeSpan.TicksPerDay);
        return new Day((int)(rest < 0 ? day - 1 : day));
    }

    /// <summary>
    /// The first instant of <paramref name="day"/> in the zone, even if a clock change skips midnight. For a day that a zone left out
    /// altogether (Samoa, 2011-12-30), the first instant of the next day.
    /// </summary>
    public DateTimeOffset StartOf(Day day) => InstantOf(day, TimeOnly.MinValue);

    /// <summary>
    /// The instant at which clocks in the zone show a time on <paramref name="day"/>: the earlier one if they show it twice; if they skip
    /// it, the first instant after the gap.
    /// </summary>
    public DateTimeOffset InstantOf(Day day, TimeOnly at)
    {
        var date = day.ToDateOnly();
        var local = new LocalDate(date.Year, date.Month, date.Day) + LocalTime.FromTicksSinceMidnight(at.Ticks);
        // Converted by way of an instant, because DateTimeOffset has no seconds in its offset, and some zones' early offsets do.
        return zone.ResolveLocal(local, EarlierOrAfterGap).ToInstant().ToDateTimeOffset();
    }

    /// <summary>The window of a score at <paramref name="now"/>: the last 30 calendar days, today included.</summary>
    public ScoringWindow WindowAt(DateTimeOffset now)
    {
        var today = DayOf(now);
        return new ScoringWindow(today.AddDays(1 - WindowDays), today);
    }

    /// <summary>The instant from which activity of <paramref name="day"/> no longer counts.</summary>
    public DateTimeOffset LeavesWindowAt(Day day) => StartOf(day.AddDays(WindowDays));
}
