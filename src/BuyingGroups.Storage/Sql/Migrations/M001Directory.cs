using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Accounts and people.</summary>
[Migration(1, "Accounts and people")]
public sealed class M001Directory : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create.Table("account")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_account")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("parent_id").AsCustom(Id).Nullable().ForeignKey("fk_account_parent", "account", "id")
            .WithColumn("attributes").AsCustom(Json).NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable();
        Create.Index("ix_account_parent").OnTable("account").OnColumn("parent_id").Ascending().OnColumn("id").Ascending();

        // What lists of members show of a person has columns of its own; the other attributes are in the JSON.
        Create.Table("person")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_person")
            .WithColumn("account_id").AsCustom(Id).NotNullable().ForeignKey("fk_person_account", "account", "id")
            .WithColumn("first_name").AsCustom(Text(255)).Nullable()
            .WithColumn("last_name").AsCustom(Text(255)).Nullable()
            .WithColumn("job_title").AsCustom(Text(255)).Nullable()
            .WithColumn("attributes").AsCustom(Json).NotNullable()
            .WithColumn("moving_from_account_id").AsCustom(Id).Nullable().ForeignKey("fk_person_moving_from", "account", "id")
            .WithColumn("move_id").AsCustom(Id).Nullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable();
        Create.Index("ix_person_account").OnTable("person").OnColumn("account_id").Ascending().OnColumn("id").Ascending();
        Execute.Sql("CREATE INDEX ix_person_move ON person (move_id) WHERE move_id IS NOT NULL");
    }
}
