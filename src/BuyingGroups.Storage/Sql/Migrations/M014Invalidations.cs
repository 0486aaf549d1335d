using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>The log of what servers must no longer keep in memory. Before it there was only the fence, a number without names.</summary>
[Migration(14, "Log of invalidations")]
public sealed class M014Invalidations : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        // One row: where positions come from, and how many of the fence's advances the log explains. The others are of servers that
        // don't know the log.
        Create.Table("invalidation_log")
            .WithColumn("id").AsInt32().NotNullable().PrimaryKey("pk_invalidation_log")
            .WithColumn("last_position").AsInt64().NotNullable()
            .WithColumn("fence_advances").AsInt64().NotNullable();
        Insert.IntoTable("invalidation_log").Row(new { id = 1, last_position = 0L, fence_advances = 0L });

        // No references: what is named may be gone.
        Create.Table("invalidation")
            .WithColumn("position").AsInt64().NotNullable().PrimaryKey("pk_invalidation")
            .WithColumn("kind").AsCustom(Word).NotNullable()
            .WithColumn("subject_id").AsCustom(Id).NotNullable()
            .WithColumn("logged_at").AsCustom(Instant).NotNullable();
    }
}
