using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Who is assigned to a role of a template by jobs.</summary>
[Migration(9, "Auto-assignment")]
public sealed class M009AutoAssignment : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Alter.Table("role_template_role").AddColumn("auto_assign").AsBoolean().NotNullable().WithDefaultValue(false);
        // The condition's text form.
        Alter.Table("role_template_role").AddColumn("condition_text").AsCustom(Json).Nullable();
    }
}
