using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Account audiences and their lists.</summary>
[Migration(10, "Audiences")]
public sealed class M010Audiences : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create.Table("audience")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_audience")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_audience_name")
            .WithColumn("description").AsCustom(Text(4000)).NotNullable()
            // The condition's text form.
            .WithColumn("condition_text").AsCustom(Json).Nullable()
            .WithColumn("has_account_list").AsBoolean().NotNullable()
            // The list that holds. No reference: the list refers to the audience.
            .WithColumn("list_id").AsCustom(Id).Nullable()
            .WithColumn("listed_accounts").AsInt64().NotNullable()
            .WithColumn("revision").AsInt64().NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_by").AsCustom(Text(255)).NotNullable();
        Create.Index("ix_audience_updated").OnTable("audience").OnColumn("updated_at").Ascending().OnColumn("id").Ascending();

        // Every list that has rows: the one that holds, those that are being loaded, and what is left of others. Without audience: it was
        // deleted.
        Create.Table("audience_list")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_audience_list")
            .WithColumn("audience_id").AsCustom(Id).Nullable().Indexed("ix_audience_list_audience")
                .ForeignKey("fk_audience_list_audience", "audience", "id")
            .WithColumn("created_at").AsCustom(Instant).NotNullable();

        Create.Table("audience_account")
            .WithColumn("list_id").AsCustom(Id).NotNullable().PrimaryKey("pk_audience_account")
            .WithColumn("account_id").AsCustom(Id).NotNullable().PrimaryKey("pk_audience_account")
                .Indexed("ix_audience_account_account").ForeignKey("fk_audience_account_account", "account", "id");
    }
}
