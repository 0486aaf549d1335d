using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Declared custom attributes.</summary>
[Migration(8, "Custom attributes")]
public sealed class M008Attributes : SchemaMigration
{
    /// <inheritdoc />
    public override void Up() =>
        Create.Table("attribute")
            .WithColumn("subject").AsCustom(Word).NotNullable().PrimaryKey("pk_attribute")
            .WithColumn("name").AsCustom(Id).NotNullable().PrimaryKey("pk_attribute")
            .WithColumn("type").AsCustom(Word).NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable();
}
