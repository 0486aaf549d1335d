using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>People who are erased, and whose counters aren't known to be gone yet.</summary>
[Migration(11, "Erased people")]
public sealed class M011ErasedPeople : SchemaMigration
{
    /// <inheritdoc />
    public override void Up() =>
        Create.Table("erased_person")
            .WithColumn("person_id").AsCustom(Id).NotNullable().PrimaryKey("pk_erased_person")
            .WithColumn("account_id").AsCustom(Id).NotNullable()
            .WithColumn("erased_at").AsCustom(Instant).NotNullable();
}
