using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Revisions of what people edit, and who renamed a role when.</summary>
[Migration(7, "Definitions that are edited")]
public sealed class M007EditedDefinitions : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        foreach (var table in new[] { "role", "role_template", "solution_interest", "scoring_model" })
        {
            Alter.Table(table).AddColumn("revision").AsInt64().NotNullable().WithDefaultValue(1);
        }

        // Of a role that was never renamed there is none.
        Alter.Table("role").AddColumn("updated_at").AsCustom(Instant).Nullable();
        Alter.Table("role").AddColumn("updated_by").AsCustom(Text(255)).Nullable();
    }
}
