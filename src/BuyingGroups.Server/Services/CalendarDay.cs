using Date = Google.Type.Date;

namespace BuyingGroups.Server.Services;

/// <summary>Maps calendar days from and to the contracts.</summary>
internal static class CalendarDay
{
    /// <summary>The day; null if it doesn't exist, or if the year, month or day is missing.</summary>
    public static DateOnly? Of(Date date) =>
        date.Year is >= 1 and <= 9999 && date.Month is >= 1 and <= 12 && date.Day >= 1
            && date.Day <= DateTime.DaysInMonth(date.Year, date.Month)
            ? new DateOnly(date.Year, date.Month, date.Day)
            : null;

    public static Date ToProto(DateOnly day) => new() { Year = day.Year, Month = day.Month, Day = day.Day };
}
