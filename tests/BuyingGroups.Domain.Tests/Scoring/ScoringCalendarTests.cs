using System.Globalization;
using BuyingGroups.Domain.Scoring;
using CsCheck;
using NodaTime;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>Days, their beginnings and the window, in zones that make them hard.</summary>
public class ScoringCalendarTests
{
    [Theory]
    // The turn of the day.
    [InlineData("UTC", "2026-09-30T23:59:59.9999999Z", "2026-09-30")]
    [InlineData("UTC", "2026-10-01T00:00:00Z", "2026-10-01")]
    [InlineData("UTC", "2026-10-01T01:00:00+02:00", "2026-09-30")] // the caller's own offset doesn't matter
    // Offsets that aren't whole hours: +05:30, +05:45, +09:30 in winter and +10:30 in summer.
    [InlineData("Asia/Kolkata", "2026-03-01T18:29:59.9999999Z", "2026-03-01")]
    [InlineData("Asia/Kolkata", "2026-03-01T18:30:00Z", "2026-03-02")]
    [InlineData("Asia/Kathmandu", "2026-03-01T18:14:59.9999999Z", "2026-03-01")]
    [InlineData("Asia/Kathmandu", "2026-03-01T18:15:00Z", "2026-03-02")]
    [InlineData("Australia/Adelaide", "2026-07-01T14:29:59.9999999Z", "2026-07-01")]
    [InlineData("Australia/Adelaide", "2026-07-01T14:30:00Z", "2026-07-02")]
    [InlineData("Australia/Adelaide", "2026-01-01T13:29:59.9999999Z", "2026-01-01")]
    [InlineData("Australia/Adelaide", "2026-01-01T13:30:00Z", "2026-01-02")]
    // The ends of the map: +14 and -11.
    [InlineData("Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02")]
    [InlineData("Pacific/Pago_Pago", "2026-01-01T10:59:59Z", "2025-12-31")]
    // To summer time at 02:00 on 2026-03-29, back at 03:00 on 2026-10-25.
    [InlineData("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26")]
    // To summer time on 2026-03-08, back on 2026-11-01.
    [InlineData("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07")]
    [InlineData("America/New_York", "2026-03-08T05:00:00Z", "2026-03-08")]
    [InlineData("America/New_York", "2026-03-09T03:59:59Z", "2026-03-08")]
    [InlineData("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09")]
    [InlineData("America/New_York", "2026-11-01T04:00:00Z", "2026-11-01")]
    [InlineData("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01")]
    [InlineData("America/New_York", "2026-11-02T05:00:00Z", "2026-11-02")]
    // Before 1970.
    [InlineData("UTC", "1969-12-31T23:59:59.9999999Z", "1969-12-31")]
    [InlineData("UTC", "1969-12-31T00:00:00Z", "1969-12-31")]
    [InlineData("UTC", "1900-03-01T12:00:00Z", "1900-03-01")]
    [InlineData("America/New_York", "1970-01-01T00:00:00Z", "1969-12-31")]
    public void An_activity_lands_on_the_day_of_its_instant_in_the_zone(string zone, string instant, string day) =>
        Assert.Equal(At(day), Calendar(zone).DayOf(Instant(instant)));

    [Theory]
    [InlineData("UTC", "2026-03-29", "2026-03-29T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z")] // after 23 hours
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z")] // after 25 hours
    [InlineData("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z")]
    [InlineData("America/New_York", "2026-11-02", "2026-11-02T05:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-05-01", "2026-04-30T18:15:00Z")]
    // Clocks go from midnight to one: the day begins at 01:00.
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")]
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z")]
    [InlineData("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z")]
    [InlineData("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z")]
    // Clocks went from 23:30 to 00:30: the day began at 00:30.
    [InlineData("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z")]
    // Clocks went back from 00:01 to 23:01: the day began twice, and the first time counts.
    [InlineData("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z")]
    // Samoa crossed the date line: there was no 30 December, and the 31st began where it would have.
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z")]
    // An offset with seconds: -00:44:30.
    [InlineData("Africa/Monrovia", "1970-06-01", "1970-06-01T00:44:30Z")]
    public void A_day_starts_at_its_first_instant_in_the_zone(string zone, string day, string start) =>
        Assert.Equal(Instant(start), Calendar(zone).StartOf(At(day)));

    [Fact]
    public void A_zones_day_is_the_date_that_its_calendars_show() =>
        Gen.Select(AnyZone, AnyInstant).Sample(
            (zone, instant) =>
            {
                var date = NodaTime.Instant.FromDateTimeOffset(instant).InZone(zone).Date;
                return new ScoringCalendar(zone).DayOf(instant) == Day.From(new DateOnly(date.Year, date.Month, date.Day));
            },
            iter: 20_000);

    [Fact]
    public void No_instant_of_a_day_lies_before_its_start() =>
        Gen.Select(AnyZone, AnyInstant, Gen.Long[0, 2 * TimeSpan.TicksPerDay]).Sample(
            (zone, instant, earlier) =>
            {
                var calendar = new ScoringCalendar(zone);
                var day = calendar.DayOf(instant);
                var start = calendar.StartOf(day);
                return start <= instant
                    && calendar.DayOf(start) == day
                    && calendar.DayOf(start.AddTicks(-1)) < day
                    && calendar.DayOf(start.AddTicks(-1 - earlier)) < day;
            },
            iter: 20_000);

    [Fact]
    public void A_day_number_stands_for_its_date_and_back() =>
        Gen.Date.Sample(date =>
        {
            var day = Day.From(DateOnly.FromDateTime(date));
            return day.Number == (date - DateTime.UnixEpoch).Days && day.ToDateOnly() == DateOnly.FromDateTime(date);
        });

    [Fact]
    public void The_first_and_the_last_instants_that_there_are_have_a_day()
    {
        Assert.Equal(new DateOnly(1, 1, 1), ScoringCalendar.Utc.DayOf(DateTimeOffset.MinValue).ToDateOnly());
        Assert.Equal(new DateOnly(9999, 12, 31), ScoringCalendar.Utc.DayOf(DateTimeOffset.MaxValue).ToDateOnly());
        // The day before year 1 and the day after year 9999 have no date, but they are days: earlier and later than all others.
        Assert.True(Calendar("Pacific/Pago_Pago").DayOf(DateTimeOffset.MinValue.AddDays(1)) < At("2026-01-01"));
        Assert.Equal(At("9999-12-31").AddDays(1), Calendar("Pacific/Kiritimati").DayOf(DateTimeOffset.MaxValue));
        Assert.Equal(At("0001-01-01").AddDays(-1), Calendar("Etc/GMT+12").DayOf(DateTimeOffset.MinValue));
    }

    [Theory]
    [InlineData("2026-09-30T12:00:00Z", true)]
    [InlineData("2026-09-02T00:00:00Z", true)]
    [InlineData("2026-09-01T12:00:00Z", true)] // 29 days ago
    [InlineData("2026-09-01T00:00:00Z", true)]
    [InlineData("2026-08-31T23:59:59.9999999Z", false)] // 30 days ago
    [InlineData("2026-08-31T12:00:00Z", false)]
    [InlineData("2026-10-01T00:00:00Z", false)]
    public void The_window_is_the_last_30_days_today_included(string instant, bool counts) =>
        Assert.Equal(
            counts, ScoringCalendar.Utc.WindowAt(Instant("2026-09-30T23:00:00Z")).Contains(ScoringCalendar.Utc.DayOf(Instant(instant))));

    [Theory]
    [InlineData("Europe/Berlin", "2026-04-10T21:59:59Z", "2026-03-12", "2026-04-10")]
    [InlineData("Europe/Berlin", "2026-04-10T22:00:00Z", "2026-03-13", "2026-04-11")]
    [InlineData("Europe/Berlin", "2026-11-01T22:59:59Z", "2026-10-03", "2026-11-01")]
    [InlineData("Europe/Berlin", "2026-11-01T23:00:00Z", "2026-10-04", "2026-11-02")]
    [InlineData("Asia/Kolkata", "2026-03-01T18:30:00Z", "2026-02-01", "2026-03-02")]
    public void The_window_turns_with_the_day_of_the_zone(string zone, string now, string first, string last) =>
        Assert.Equal(new ScoringWindow(At(first), At(last)), Calendar(zone).WindowAt(Instant(now)));

    [Theory]
    [InlineData("UTC", "2026-09-01", "2026-10-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-10", "2026-04-08T22:00:00Z")] // 30 days less an hour after it began
    [InlineData("Africa/Cairo", "2026-03-25", "2026-04-23T22:00:00Z")] // on the day that begins at 01:00
    public void A_day_leaves_the_window_when_the_30th_day_after_it_begins(string zone, string day, string leaves) =>
        Assert.Equal(Instant(leaves), Calendar(zone).LeavesWindowAt(At(day)));

    [Fact]
    public void A_day_counts_until_the_instant_at_which_it_leaves_the_window() =>
        Gen.Select(AnyZone, AnyInstant.Where(instant => instant.Year > 2015)).Sample((zone, instant) =>
        {
            var calendar = new ScoringCalendar(zone);
            var day = calendar.DayOf(instant);
            var leaves = calendar.LeavesWindowAt(day);
            return calendar.WindowAt(instant).Last == day
                && calendar.WindowAt(leaves.AddTicks(-1)).Contains(day)
                && !calendar.WindowAt(leaves).Contains(day);
        });

    [Fact]
    public void The_calendar_says_its_zone() => Assert.Equal("Europe/Berlin", Calendar("Europe/Berlin").TimeZoneId);

    [Fact]
    public void A_day_is_written_as_its_date() => Assert.Equal("2026-03-09", At("2026-03-09").ToString());

    // Clear of the ends, which not every zone can show as dates; and often around clock changes, where the work is.
    private static Gen<DateTimeOffset> AnyInstant { get; } = Gen.OneOf(
        Gen.Long[new DateTime(2, 1, 1).Ticks, new DateTime(9998, 1, 1).Ticks],
        Gen.Long[new DateTime(1850, 1, 1).Ticks, new DateTime(2100, 1, 1).Ticks],
        Gen.Long[new DateTime(2011, 12, 28).Ticks, new DateTime(2012, 1, 2).Ticks],
        Gen.Long[new DateTime(2026, 1, 1).Ticks, new DateTime(2027, 1, 1).Ticks]).Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static Gen<DateTimeZone> AnyZone { get; } =
        Gen.OneOf(DateTimeZoneProviders.Tzdb.Ids.ToArray()).Select(id => DateTimeZoneProviders.Tzdb[id]);

    private static ScoringCalendar Calendar(string zone) => new(DateTimeZoneProviders.Tzdb[zone]);

    private static Day At(string date) => Day.From(DateOnly.ParseExact(date, "O", CultureInfo.InvariantCulture));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
