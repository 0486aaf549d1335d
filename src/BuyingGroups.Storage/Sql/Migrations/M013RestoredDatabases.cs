using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>What tells that a database was put back to an older state, and the time zone of its days.</summary>
[Migration(13, "Restored databases, time zone")]
public sealed class M013RestoredDatabases : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        // Which log it is, by which others remember how far it had come; a restored database has it too.
        Alter.Table("event_log").AddColumn("log_id").AsCustom(Id).Nullable();

        // Each time that the log began anew: the positions between after_position and first_position were given by a log that isn't there
        // any more, if at all.
        Create.Table("event_log_generation")
            .WithColumn("first_position").AsInt64().NotNullable().PrimaryKey("pk_event_log_generation")
            .WithColumn("after_position").AsInt64().NotNullable()
            .WithColumn("began_at").AsCustom(Instant).NotNullable();

        // By which activities are assigned to days.
        Alter.Table("shared_state").AddColumn("time_zone").AsCustom(Id).Nullable();
    }
}
