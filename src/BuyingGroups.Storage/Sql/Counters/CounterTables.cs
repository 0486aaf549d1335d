using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The rows of the embedded counters, accessed by prepared statements on one connection. Each row that is read is verified by its checksum.
/// </summary>
internal sealed class CounterTables : IDisposable
{
    /// <summary>Deletes everything about a person in an account, and remembers that the file has to be wiped.</summary>
    public const string ForgetPerson = """
        DELETE FROM person_counters WHERE account_id = @account AND person_id = @person;
        DELETE FROM remembered_ids WHERE account_id = @account AND person_id = @person;
        DELETE FROM person_moves WHERE account_id = @account AND person_id = @person;
        INSERT OR IGNORE INTO wipe_due (id) VALUES (1);
        """;

    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];
    private readonly CounterRowStatement _readCounters;
    private readonly SqliteCommand _writeCounters;
    private readonly SqliteCommand _readIds;
    private readonly SqliteCommand _writeIds;
    private readonly SqliteCommand _readMoves;
    private readonly SqliteCommand _writeMoves;
    private readonly SqliteCommand[] _deleteActivities;
    private readonly SqliteCommand _deleteMoves;
    private readonly SqliteCommand[] _deleteDead;
    private readonly SqliteCommand _deleteEndedMoves;
    private readonly SqliteCommand _giveBack;

    public CounterTables(SqliteConnection connection)
    {
        _connection = connection;
        _readCounters = new CounterRowStatement(connection);
        _writeCounters = Prepare(
            """
            INSERT OR REPLACE INTO person_counters (account_id, person_id, packed, buckets, newest_day, checksum)
            VALUES (@account, @person, @packed, @number, @newest, @checksum)
            """);
        _readIds = Prepare(
            """
            SELECT packed, newest_day, checksum FROM remembered_ids
            WHERE account_id = @account AND person_id = @person AND bucket = @number
            """);
        _writeIds = Prepare(
            """
            INSERT OR REPLACE INTO remembered_ids (account_id, person_id, bucket, packed, newest_day, checksum)
            VALUES (@account, @person, @number, @packed, @newest, @checksum)
            """);
        _readMoves = Prepare(
            """
            SELECT marker, moved_to, moves, kept_until, checksum FROM person_moves
            WHERE account_id = @account AND person_id = @person
            """);
        _writeMoves = Prepare(
            """
            INSERT OR REPLACE INTO person_moves (account_id, person_id, marker, moved_to, moves, kept_until, checksum)
            VALUES (@account, @person, @marker, @moved_to, @packed, @number, @checksum)
            """);
        _deleteActivities =
        [
            Prepare("DELETE FROM person_counters WHERE account_id = @account AND person_id = @person"),
            Prepare("DELETE FROM remembered_ids WHERE account_id = @account AND person_id = @person"),
        ];
        _deleteMoves = Prepare("DELETE FROM person_moves WHERE account_id = @account AND person_id = @person");
        // The ids are deleted first: as long as there are any, the person's row says how many buckets they fill.
        _deleteDead =
        [
            Prepare(
                """
                DELETE FROM remembered_ids WHERE (account_id, person_id, bucket) IN (
                    SELECT account_id, person_id, bucket FROM remembered_ids WHERE newest_day < @newest LIMIT 500)
                """),
            Prepare(
                """
                DELETE FROM person_counters WHERE (account_id, person_id) IN (
                    SELECT account_id, person_id FROM person_counters WHERE newest_day < @newest LIMIT 500)
                """),
        ];
        _deleteEndedMoves = Prepare(
            """
            DELETE FROM person_moves WHERE (account_id, person_id) IN (
                SELECT account_id, person_id FROM person_moves WHERE kept_until < @number LIMIT 500)
            """);
        _giveBack = Prepare("PRAGMA incremental_vacuum(1000)");
    }

    /// <summary>The transaction of the connection in which the statements run; null for none.</summary>
    public SqliteTransaction? Transaction
    {
        set => _commands.ForEach(command => command.Transaction = value);
    }

    public SqliteConnection Connection => _connection;

    public CounterRow Counters(AccountId account, PersonId person) => Counters(new CounterKey(account, person));

    public CounterRow Counters(CounterKey key)
    {
        if (_readCounters.Read(key) is not var (row, checksum))
        {
            return CounterRow.None;
        }

        return RowChecksum.Of(key.Account, key.Person, row.Number, row.Packed) == checksum
            ? row
            : throw new DamagedCountersException(key.AccountId, key.PersonId);
    }

    public void Write(AccountId account, PersonId person, CounterRow row) =>
        Run(
            _writeCounters,
            account,
            person,
            row.Packed,
            row.Buckets,
            row.NewestDay,
            RowChecksum.Of(account, person, row.Number, row.Packed));

    public byte[] Ids(AccountId account, PersonId person, int bucket)
    {
        _readIds.Parameters["@number"].Value = bucket;
        using var reader = Select(_readIds, account, person);
        if (!reader.Read())
        {
            return [];
        }

        return Whole(account, person, () =>
        {
            var packed = reader.GetFieldValue<byte[]>(0);
            return (packed, NumberOf(bucket, reader.GetInt32(1)), packed, reader.GetInt64(2));
        });
    }

    public void WriteIds(AccountId account, PersonId person, int bucket, byte[] packed, int newestDay) =>
        Run(_writeIds, account, person, packed, bucket, newestDay, RowChecksum.Of(account, person, NumberOf(bucket, newestDay), packed));

    public MovesRow Moves(AccountId account, PersonId person)
    {
        using var reader = Select(_readMoves, account, person);
        if (!reader.Read())
        {
            return MovesRow.None;
        }

        return Whole(account, person, () =>
        {
            var row = new MovesRow(
                reader.GetFieldValue<byte[]>(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetInt64(3));
            return (row, row.KeptUntil, row.Checked, reader.GetInt64(4));
        });
    }

    public void Write(AccountId account, PersonId person, MovesRow row)
    {
        _writeMoves.Parameters["@marker"].Value = row.Marker;
        _writeMoves.Parameters["@moved_to"].Value = row.MovedTo;
        Run(_writeMoves, account, person, row.Moves, row.KeptUntil, 0, RowChecksum.Of(account, person, row.KeptUntil, row.Checked));
    }

    public void DeleteActivities(AccountId account, PersonId person)
    {
        foreach (var command in _deleteActivities)
        {
            Bind(command, account, person).ExecuteNonQuery();
        }
    }

    public void DeleteMoves(AccountId account, PersonId person) => Bind(_deleteMoves, account, person).ExecuteNonQuery();

    /// <summary>Remembers that somebody was erased, so that the next server that starts wipes the file.</summary>
    public void NoteErasure()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO wipe_due (id) VALUES (1)";
        command.ExecuteNonQuery();
    }

    /// <summary>Deletes expired rows, some hundred at a time, and returns how many.</summary>
    public int DeleteDead(Day first)
    {
        foreach (var command in _deleteDead)
        {
            command.Parameters["@newest"].Value = first.Number;
            if (command.ExecuteNonQuery() is var deleted and > 0)
            {
                return deleted;
            }
        }

        return 0;
    }

    /// <summary>Deletes rows of moves that no server can be late with any more, some hundred at a time, and returns how many.</summary>
    public int DeleteEndedMoves(long now)
    {
        _deleteEndedMoves.Parameters["@number"].Value = now;
        return _deleteEndedMoves.ExecuteNonQuery();
    }

    /// <summary>Returns unused space to the disk, some at a time.</summary>
    public void GiveBack() => _giveBack.ExecuteNonQuery();

    public void Dispose()
    {
        _readCounters.Dispose();
        _commands.ForEach(command => command.Dispose());
        _connection.Dispose();
    }

    /// <summary>Whether a row couldn't be read because a value doesn't have the type that was written.</summary>
    internal static bool IsDamage(Exception exception) =>
        exception is InvalidCastException or InvalidOperationException or FormatException or OverflowException;

    /// <summary>The number that enters the checksum of a bucket of ids.</summary>
    internal static long NumberOf(int bucket, int newestDay) => ((long)bucket << 32) | (uint)newestDay;

    private static T Whole<T>(AccountId account, PersonId person, Func<(T Row, long Number, byte[] Packed, long Checksum)> read)
    {
        try
        {
            var (row, number, packed, checksum) = read();
            if (RowChecksum.Of(account, person, number, packed) == checksum)
            {
                return row;
            }
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            // Reported like a wrong checksum.
        }

        throw new DamagedCountersException(account, person);
    }

    private SqliteCommand Prepare(string text)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The text consists of constants of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var name in new[] { "@account", "@person", "@packed", "@number", "@newest", "@checksum", "@marker", "@moved_to" })
        {
            if (text.Contains(name, StringComparison.Ordinal))
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value });
            }
        }

        _commands.Add(command);
        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, AccountId account, PersonId person)
    {
        command.Parameters[0].Value = account.Value;
        command.Parameters[1].Value = person.Value;
        return command;
    }

    private static SqliteDataReader Select(SqliteCommand command, AccountId account, PersonId person) =>
        Bind(command, account, person).ExecuteReader();

    private static void Run(
        SqliteCommand command, AccountId account, PersonId person, byte[] packed, long number, int newestDay, long checksum)
    {
        var parameters = Bind(command, account, person).Parameters;
        parameters["@packed"].Value = packed;
        parameters["@number"].Value = number;
        if (parameters.Contains("@newest"))
        {
            parameters["@newest"].Value = newestDay;
        }

        parameters["@checksum"].Value = checksum;
        command.ExecuteNonQuery();
    }
}
