using System.Globalization;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Jobs;

/// <summary>When the daily pass is due, by the calendar that tells the days of activities too.</summary>
/// <param name="At">The time of day.</param>
/// <param name="Calendar">Of the configured time zone.</param>
internal sealed record DailyTime(TimeOnly At, ScoringCalendar Calendar)
{
    public static DailyTime Of(JobOptions options, ScoringCalendar calendar) =>
        new(TimeOnly.ParseExact(options.DailyAt, "HH:mm", CultureInfo.InvariantCulture), calendar);

    /// <summary>When the pass of a day is due.</summary>
    public DateTimeOffset DueAt(DateOnly day) => Calendar.InstantOf(Day.From(day), At);

    /// <summary>The day whose pass was due last: today once its time has come, before that yesterday.</summary>
    public DateOnly LastDue(DateTimeOffset now)
    {
        var today = Calendar.DayOf(now).ToDateOnly();
        return DueAt(today) <= now ? today : today.AddDays(-1);
    }
}
