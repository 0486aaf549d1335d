using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>
/// The activity counters of an instance without a Redis, in the embedded SQLite file only; <see cref="Counters.SqliteCounters"/> describes
/// them.
/// </summary>
[Migration(15, "Embedded activity counters")]
public sealed class M015EmbeddedCounters : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        var sqlite = IfDatabase("SQLite");
        sqlite.Execute.Sql("""
            CREATE TABLE person_counters (
                account_id TEXT NOT NULL, person_id TEXT NOT NULL, packed BLOB NOT NULL, buckets INTEGER NOT NULL,
                newest_day INTEGER NOT NULL, checksum INTEGER NOT NULL,
                CONSTRAINT pk_person_counters PRIMARY KEY (account_id, person_id)) WITHOUT ROWID
            """);
        sqlite.Execute.Sql("CREATE INDEX ix_person_counters_newest_day ON person_counters (newest_day)");
        sqlite.Execute.Sql("""
            CREATE TABLE remembered_ids (
                account_id TEXT NOT NULL, person_id TEXT NOT NULL, bucket INTEGER NOT NULL, packed BLOB NOT NULL,
                newest_day INTEGER NOT NULL, checksum INTEGER NOT NULL,
                CONSTRAINT pk_remembered_ids PRIMARY KEY (account_id, person_id, bucket)) WITHOUT ROWID
            """);
        sqlite.Execute.Sql("CREATE INDEX ix_remembered_ids_newest_day ON remembered_ids (newest_day)");
        sqlite.Execute.Sql("""
            CREATE TABLE person_moves (
                account_id TEXT NOT NULL, person_id TEXT NOT NULL, marker BLOB NOT NULL, moved_to TEXT NOT NULL, moves BLOB NOT NULL,
                kept_until INTEGER NOT NULL, checksum INTEGER NOT NULL,
                CONSTRAINT pk_person_moves PRIMARY KEY (account_id, person_id)) WITHOUT ROWID
            """);
        sqlite.Execute.Sql("CREATE INDEX ix_person_moves_kept_until ON person_moves (kept_until)");
    }
}
