using Date = Google.Type.Date;

namespace BuyingGroups.Server.Services;

/// <summary>Days of the calendar, from and to the contracts.</summary>
internal static class CalendarDay
{
    /// <summary>Null if there is no such day; a date without a year, month or day is none either.</summary>
    public static DateOnly? Of(Date date) =>
        date.Year is >= 1 and <= 9999 && date.Month is >= 1 and <= 12 && date.Day >= 1 && date.Day <= DateTime.DaysInMonth(date.Year, date.Month)
            ? new DateOnly(date.Year, date.Month, date.Day)
            : null;

    public static Date ToProto(DateOnly day) => new() { Year = day.Year, Month = day.Month, Day = day.Day };
}
