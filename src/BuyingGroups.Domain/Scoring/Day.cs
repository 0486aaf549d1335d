using System.Globalization;

namespace BuyingGroups.Domain.Scoring;

/// <summary>A calendar day in the configured time zone, as the number of days since 1970-01-01.</summary>
/// <param name="Number">Days since 1970-01-01. Fits 16 bits until the year 2149, on which the counters' records rely.</param>
public readonly record struct Day(int Number) : IComparable<Day>
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The day of a date.</summary>
    public static Day From(DateOnly date) => new(date.DayNumber - Epoch);

    /// <summary>The date of the day.</summary>
    public DateOnly ToDateOnly() => DateOnly.FromDayNumber(Number + Epoch);

    /// <summary>The day <paramref name="days"/> later.</summary>
    public Day AddDays(int days) => new(Number + days);

    /// <inheritdoc />
    public int CompareTo(Day other) => Number.CompareTo(other.Number);

    /// <summary>Whether a day is earlier than another.</summary>
    public static bool operator <(Day left, Day right) => left.Number < right.Number;

    /// <summary>Whether a day is later than another.</summary>
    public static bool operator >(Day left, Day right) => left.Number > right.Number;

    /// <summary>Whether a day is earlier than another, or the same.</summary>
    public static bool operator <=(Day left, Day right) => left.Number <= right.Number;

    /// <summary>Whether a day is later than another, or the same.</summary>
    public static bool operator >=(Day left, Day right) => left.Number >= right.Number;

    /// <inheritdoc />
    public override string ToString() => ToDateOnly().ToString("O", CultureInfo.InvariantCulture);
}
