using System.Globalization;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Jobs;

/// <summary>When the daily pass is due, by the same calendar that assigns activities to days.</summary>
/// <param name="At">The time of day.</param>
/// <param name="Calendar">The calendar of the configured time zone.</param>
internal sealed record DailyTime(TimeOnly At, ScoringCalendar Calendar)
{
    public static DailyTime Of(JobOptions options, ScoringCalendar calendar) =>
        new(TimeOnly.ParseExact(options.DailyAt, "HH:mm", CultureInfo.InvariantCulture), calendar);

    /// <summary>The instant at which the pass of a day is due.</summary>
    public DateTimeOffset DueAt(DateOnly day) => Calendar.InstantOf(Day.From(day), At);

    /// <summary>The day whose pass was due last: today if its time has come, otherwise yesterday.</summary>
    public DateOnly LastDue(DateTimeOffset now)
    {
        var today = Calendar.DayOf(now).ToDateOnly();
        return DueAt(today) <= now ? today : today.AddDays(-1);
    }
}
