using System.Globalization;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Jobs;

/// <summary>When the daily pass is due.</summary>
/// <param name="At">The time of day.</param>
/// <param name="Zone">In which zone.</param>
internal sealed record DailyTime(TimeOnly At, TimeZoneInfo Zone)
{
    public static DailyTime Of(JobOptions options, ScoringCalendar calendar) => new(
        TimeOnly.ParseExact(options.DailyAt, "HH:mm", CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(calendar.TimeZoneId));

    /// <summary>The day whose pass was due last: today once its time has come, before that yesterday.</summary>
    public DateOnly LastDue(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        return TimeOnly.FromDateTime(local.DateTime) >= At ? today : today.AddDays(-1);
    }
}
