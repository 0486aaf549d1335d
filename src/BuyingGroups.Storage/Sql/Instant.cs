using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// An instant as it is stored, in UTC with a precision of 100 ns: datetime2(7) on SQL Server; on SQLite, which has no such type, a text of
/// fixed length that sorts chronologically and that people can read.
/// </summary>
internal readonly record struct Instant(DateTimeOffset Value)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static Instant Now(TimeProvider time) => new(time.GetUtcNow());

    /// <summary>The later of two.</summary>
    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <exception cref="FormatException">The text wasn't made by <see cref="ToString"/>.</exception>
    public static Instant Parse(string text) =>
        new(DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    public override string ToString() => Value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    internal sealed class Handler : SqlMapper.TypeHandler<Instant>
    {
        public override void SetValue(IDbDataParameter parameter, Instant value)
        {
            if (parameter is SqlParameter sqlServer)
            {
                sqlServer.SqlDbType = SqlDbType.DateTime2;
                sqlServer.Value = value.Value.UtcDateTime;
            }
            else
            {
                parameter.DbType = DbType.String;
                parameter.Value = value.ToString();
            }
        }

        public override Instant Parse(object value) => value switch
        {
            string text => Instant.Parse(text),
            DateTime instant => new Instant(new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc))),
            _ => throw new DataException($"A {value.GetType()} is no instant."),
        };
    }
}
