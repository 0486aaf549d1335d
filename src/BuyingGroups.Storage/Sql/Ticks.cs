namespace BuyingGroups.Storage.Sql;

/// <summary>
/// Instants in SQL are whole numbers of 100 ns since the year 1, in UTC: exact, sorted and the same on every engine. In SQL Server
/// <c>DATEADD(second, (updated_at - 621355968000000000) / 10000000, '1970-01-01')</c> reads one, in SQLite
/// <c>datetime((updated_at - 621355968000000000) / 10000000, 'unixepoch')</c>.
/// </summary>
internal static class Ticks
{
    public static DateTimeOffset ToInstant(this long ticks) => new(ticks, TimeSpan.Zero);
}
