using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Buying groups, memberships and their history.</summary>
[Migration(3, "Buying groups, memberships and their history")]
public sealed class M003Groups : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        // Completeness is stored so that lists can filter on it; the exact score is computed from the members whenever it is answered.
        Create.Table("buying_group")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_buying_group")
            .WithColumn("solution_interest_id").AsCustom(Id).NotNullable()
                .ForeignKey("fk_buying_group_solution_interest", "solution_interest", "id")
            .WithColumn("account_id").AsCustom(Id).NotNullable().ForeignKey("fk_buying_group_account", "account", "id")
            .WithColumn("completeness_exact").AsCustom(Real).NotNullable()
            .WithColumn("completeness_displayed").AsInt32().NotNullable()
            .WithColumn("revision").AsInt64().NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable();
        Create.Index("ux_buying_group_pair").OnTable("buying_group")
            .OnColumn("solution_interest_id").Ascending().OnColumn("account_id").Ascending().WithOptions().Unique();
        Create.Index("ix_buying_group_updated").OnTable("buying_group").OnColumn("updated_at").Ascending().OnColumn("id").Ascending();
        Create.Index("ix_buying_group_interest_updated").OnTable("buying_group")
            .OnColumn("solution_interest_id").Ascending().OnColumn("updated_at").Ascending().OnColumn("id").Ascending();
        Create.Index("ix_buying_group_account_updated").OnTable("buying_group")
            .OnColumn("account_id").Ascending().OnColumn("updated_at").Ascending().OnColumn("id").Ascending();

        Create.Table("membership")
            .WithColumn("group_id").AsCustom(Id).NotNullable().PrimaryKey("pk_membership")
                .ForeignKey("fk_membership_group", "buying_group", "id")
            .WithColumn("person_id").AsCustom(Id).NotNullable().PrimaryKey("pk_membership")
                .ForeignKey("fk_membership_person", "person", "id")
            .WithColumn("state").AsCustom(Word).NotNullable()
            .WithColumn("role_id").AsCustom(Id).Nullable().ForeignKey("fk_membership_role", "role", "id")
            .WithColumn("source").AsCustom(Word).NotNullable()
            .WithColumn("author").AsCustom(Text(255)).NotNullable()
            .WithColumn("reason").AsCustom(Text(1000)).NotNullable()
            .WithColumn("decided_at").AsCustom(Instant).NotNullable()
            .WithColumn("revision").AsInt64().NotNullable();
        Create.Index("ix_membership_person").OnTable("membership").OnColumn("person_id").Ascending().OnColumn("state").Ascending();

        Create.Table("membership_decision")
            .WithColumn("id").AsInt64().NotNullable().PrimaryKey("pk_membership_decision").Identity()
            .WithColumn("group_id").AsCustom(Id).NotNullable().ForeignKey("fk_membership_decision_group", "buying_group", "id")
            .WithColumn("person_id").AsCustom(Id).NotNullable().ForeignKey("fk_membership_decision_person", "person", "id")
            .WithColumn("action").AsCustom(Word).NotNullable()
            .WithColumn("role_id").AsCustom(Id).Nullable().ForeignKey("fk_membership_decision_role", "role", "id")
            .WithColumn("source").AsCustom(Word).NotNullable()
            .WithColumn("author").AsCustom(Text(255)).NotNullable()
            .WithColumn("reason").AsCustom(Text(1000)).NotNullable()
            .WithColumn("decided_at").AsCustom(Instant).NotNullable()
            .WithColumn("outcome").AsCustom(Word).NotNullable();
        Create.Index("ix_membership_decision_group").OnTable("membership_decision")
            .OnColumn("group_id").Ascending().OnColumn("id").Ascending();
        Create.Index("ix_membership_decision_person").OnTable("membership_decision")
            .OnColumn("person_id").Ascending().OnColumn("group_id").Ascending().OnColumn("id").Ascending();
    }
}
