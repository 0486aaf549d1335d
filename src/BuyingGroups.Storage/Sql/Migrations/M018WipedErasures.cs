using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>
/// Remembers, in the embedded SQLite file only, that somebody was erased since the file was last wiped; <see
/// cref="Embedded.ErasedRemains"/> says what
/// that is for. A trigger, so that no way of erasing people can forget it.
/// </summary>
[Migration(18, "Wiping of the embedded file after erasures")]
public sealed class M018WipedErasures : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        var sqlite = IfDatabase("SQLite");
        sqlite.Execute.Sql("""
            CREATE TABLE wipe_due (
                id INTEGER NOT NULL, CONSTRAINT pk_wipe_due PRIMARY KEY (id), CONSTRAINT ck_wipe_due CHECK (id = 1))
            """);
        sqlite.Execute.Sql("""
            CREATE TRIGGER tr_erased_person_wipe_due AFTER INSERT ON erased_person
            BEGIN
                INSERT OR IGNORE INTO wipe_due (id) VALUES (1);
            END
            """);
        // People may have been erased before there was anything to remember it.
        sqlite.Execute.Sql("INSERT INTO wipe_due (id) SELECT 1 WHERE EXISTS (SELECT 1 FROM person)");
    }
}
