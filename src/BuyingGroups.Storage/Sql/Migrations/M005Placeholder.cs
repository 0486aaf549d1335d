#pragma warning disable CS1591
using FluentMigrator;
namespace BuyingGroups.Storage.Sql.Migrations;
[Migration(5, "placeholder")]
public sealed class M005Placeholder : SchemaMigration
{
    public override void Up()
    {
        Create.Table("stage").WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_stage").WithColumn("name").AsCustom(Text(255)).NotNullable();
        Alter.Table("solution_interest").AddColumn("stage_model_id").AsCustom(Id).Nullable();
        Alter.Table("buying_group").AddColumn("stage_id").AsCustom(Id).Nullable();
        Alter.Table("buying_group").AddColumn("status").AsCustom(Text(500)).NotNullable().WithDefaultValue("");
    }
}
