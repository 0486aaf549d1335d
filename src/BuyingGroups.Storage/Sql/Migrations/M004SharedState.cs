using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>What all servers look at each second.</summary>
[Migration(4, "What all servers look at each second")]
public sealed class M004SharedState : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create.Table("shared_state")
            .WithColumn("id").AsInt32().NotNullable().PrimaryKey("pk_shared_state")
            .WithColumn("roster_fence").AsInt64().NotNullable();
        Insert.IntoTable("shared_state").Row(new { id = 1, roster_fence = 0L });
    }
}
