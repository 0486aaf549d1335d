using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Where people's counters may have left something: to erase it, and until it is known to be gone.</summary>
[Migration(11, "Erased people")]
public sealed class M011ErasedPeople : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create.Table("former_account")
            .WithColumn("person_id").AsCustom(Id).NotNullable().PrimaryKey("pk_former_account")
            .WithColumn("account_id").AsCustom(Id).NotNullable().PrimaryKey("pk_former_account");

        // No references: the person is gone.
        Create.Table("erased_person")
            .WithColumn("person_id").AsCustom(Id).NotNullable().PrimaryKey("pk_erased_person")
            .WithColumn("account_id").AsCustom(Id).NotNullable().PrimaryKey("pk_erased_person")
            .WithColumn("erased_at").AsCustom(Instant).NotNullable();
    }
}
