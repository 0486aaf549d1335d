using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Directory, definitions, groups and memberships; the six default roles and the default scoring model.</summary>
[Migration(2026_11_23_01)]
public sealed class InitialSchema(SchemaTypes types) : Migration
{
    private const int NameLength = 100;
    private const int NameKeyLength = 200;

    // When the defaults were made: before anything that a user makes, so that they come last in lists.
    private static readonly long SeededAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <inheritdoc />
    public override void Up()
    {
        CreateDirectory();
        CreateRoles();
        CreateTemplates();
        CreateScoringModels();
        CreateGroups();
        Create.Table("shared_state")
            .WithColumn("id").AsInt32().PrimaryKey()
            .WithColumn("roster_fence").AsInt64().NotNullable();
        Insert.IntoTable("shared_state").Row(new { id = 1, roster_fence = 0L });
    }

    /// <inheritdoc />
    public override void Down() => throw new NotSupportedException("The first schema isn't taken back; delete the database instead.");

    private void CreateDirectory()
    {
        var account = Create.Table("account");
        types.Id(account.WithColumn("account_id")).NotNullable().PrimaryKey();
        account.WithColumn("name").AsString(255).NotNullable();
        types.Id(account.WithColumn("parent_account_id")).Nullable().ForeignKey("fk_account_parent", "account", "account_id");
        account.WithColumn("attributes").AsString(int.MaxValue).NotNullable();
        account.WithColumn("created_at").AsInt64().NotNullable();
        account.WithColumn("updated_at").AsInt64().NotNullable();
        Create.Index("ix_account_parent").OnTable("account").OnColumn("parent_account_id").Ascending().OnColumn("account_id").Ascending();

        var person = Create.Table("person");
        types.Id(person.WithColumn("person_id")).NotNullable().PrimaryKey();
        types.Id(person.WithColumn("account_id")).NotNullable().ForeignKey("fk_person_account", "account", "account_id");
        types.Id(person.WithColumn("moving_from_account_id")).Nullable();
        types.Id(person.WithColumn("move_id")).Nullable();
        person.WithColumn("attributes").AsString(int.MaxValue).NotNullable();
        person.WithColumn("created_at").AsInt64().NotNullable();
        person.WithColumn("updated_at").AsInt64().NotNullable();
        Create.Index("ix_person_account").OnTable("person").OnColumn("account_id").Ascending().OnColumn("person_id").Ascending();
        Execute.Sql("CREATE INDEX ix_person_moving ON person (person_id) WHERE moving_from_account_id IS NOT NULL");
    }

    private void CreateRoles()
    {
        var role = Create.Table("role");
        types.Id(role.WithColumn("role_id")).NotNullable().PrimaryKey();
        role.WithColumn("name").AsString(NameLength).NotNullable();
        types.Key(role.WithColumn("name_key"), NameKeyLength).NotNullable().Unique("ux_role_name");
        role.WithColumn("is_default").AsBoolean().NotNullable();
        role.WithColumn("created_at").AsInt64().NotNullable();
        role.WithColumn("created_by").AsString(128).NotNullable();
        foreach (var (id, name) in Role.Defaults)
        {
            Insert.IntoTable("role").Row(new
            {
                role_id = id.Value,
                name,
                name_key = NameKey.Of(name),
                is_default = true,
                created_at = SeededAt,
                created_by = "system",
            });
        }
    }

    private void CreateTemplates()
    {
        var template = Create.Table("role_template");
        types.Id(template.WithColumn("role_template_id")).NotNullable().PrimaryKey();
        template.WithColumn("name").AsString(NameLength).NotNullable();
        types.Key(template.WithColumn("name_key"), NameKeyLength).NotNullable().Unique("ux_role_template_name");
        template.WithColumn("description").AsString(2000).NotNullable();
        template.WithColumn("status").AsInt32().NotNullable();
        template.WithColumn("created_at").AsInt64().NotNullable();
        template.WithColumn("created_by").AsString(128).NotNullable();
        template.WithColumn("updated_at").AsInt64().NotNullable();
        template.WithColumn("updated_by").AsString(128).NotNullable();
        template.WithColumn("published_at").AsInt64().Nullable();
        template.WithColumn("published_by").AsString(128).Nullable();
        Create.Index("ix_role_template_updated").OnTable("role_template").OnColumn("updated_at").Descending().OnColumn("role_template_id").Descending();

        var role = Create.Table("role_template_role");
        types.Id(role.WithColumn("role_template_id")).NotNullable().PrimaryKey("pk_role_template_role")
            .ForeignKey("fk_template_role_template", "role_template", "role_template_id");
        types.Id(role.WithColumn("role_id")).NotNullable().PrimaryKey("pk_role_template_role").ForeignKey("fk_template_role_role", "role", "role_id");
        role.WithColumn("priority").AsInt32().NotNullable();
        role.WithColumn("weighting").AsInt32().NotNullable();
        role.WithColumn("required_for_completeness").AsBoolean().NotNullable();
        role.WithColumn("required_members").AsInt32().NotNullable();

        var interest = Create.Table("solution_interest");
        types.Id(interest.WithColumn("solution_interest_id")).NotNullable().PrimaryKey();
        interest.WithColumn("name").AsString(NameLength).NotNullable();
        types.Key(interest.WithColumn("name_key"), NameKeyLength).NotNullable().Unique("ux_solution_interest_name");
        interest.WithColumn("description").AsString(2000).NotNullable();
        types.Id(interest.WithColumn("role_template_id")).NotNullable()
            .ForeignKey("fk_solution_interest_template", "role_template", "role_template_id");
        interest.WithColumn("update_existing_buying_groups").AsBoolean().NotNullable();
        interest.WithColumn("created_at").AsInt64().NotNullable();
        interest.WithColumn("created_by").AsString(128).NotNullable();
        interest.WithColumn("updated_at").AsInt64().NotNullable();
        interest.WithColumn("updated_by").AsString(128).NotNullable();
        Create.Index("ix_solution_interest_updated").OnTable("solution_interest")
            .OnColumn("updated_at").Descending().OnColumn("solution_interest_id").Descending();
    }

    private void CreateScoringModels()
    {
        var type = Create.Table("activity_type");
        type.WithColumn("code").AsInt32().NotNullable().PrimaryKey();
        type.WithColumn("name").AsString(NameLength).NotNullable();
        types.Key(type.WithColumn("name_key"), NameKeyLength).NotNullable().Unique("ux_activity_type_name");

        var model = Create.Table("scoring_model");
        types.Id(model.WithColumn("scoring_model_id")).NotNullable().PrimaryKey();
        model.WithColumn("name").AsString(NameLength).NotNullable();
        types.Key(model.WithColumn("name_key"), NameKeyLength).NotNullable().Unique("ux_scoring_model_name");
        model.WithColumn("status").AsInt32().NotNullable();
        model.WithColumn("created_at").AsInt64().NotNullable();
        model.WithColumn("created_by").AsString(128).NotNullable();
        model.WithColumn("updated_at").AsInt64().NotNullable();
        model.WithColumn("updated_by").AsString(128).NotNullable();
        model.WithColumn("activated_at").AsInt64().Nullable();
        model.WithColumn("activated_by").AsString(128).Nullable();
        Create.Index("ix_scoring_model_updated").OnTable("scoring_model").OnColumn("updated_at").Descending().OnColumn("scoring_model_id").Descending();
        Execute.Sql($"CREATE UNIQUE INDEX ux_scoring_model_active ON scoring_model (status) WHERE status = {(int)ScoringModelStatus.Active}");

        var typeOfModel = Create.Table("scoring_model_type");
        types.Id(typeOfModel.WithColumn("scoring_model_id")).NotNullable().PrimaryKey("pk_scoring_model_type")
            .ForeignKey("fk_scoring_model_type_model", "scoring_model", "scoring_model_id");
        typeOfModel.WithColumn("code").AsInt32().NotNullable().PrimaryKey("pk_scoring_model_type")
            .ForeignKey("fk_scoring_model_type_type", "activity_type", "code");
        typeOfModel.WithColumn("position").AsInt32().NotNullable();
        typeOfModel.WithColumn("engagement_type").AsString(NameLength).NotNullable();
        typeOfModel.WithColumn("daily_cap").AsInt32().NotNullable();
        typeOfModel.WithColumn("weight").AsInt32().NotNullable();
        typeOfModel.WithColumn("is_custom").AsBoolean().NotNullable();

        Insert.IntoTable("scoring_model").Row(new
        {
            scoring_model_id = DefaultScoringModel.Id.Value,
            name = DefaultScoringModel.Name,
            name_key = NameKey.Of(DefaultScoringModel.Name),
            status = (int)ScoringModelStatus.Active,
            created_at = SeededAt,
            created_by = "system",
            updated_at = SeededAt,
            updated_by = "system",
            activated_at = SeededAt,
            activated_by = "system",
        });
        foreach (var each in DefaultScoringModel.Types)
        {
            var code = (int)each.Code.Value;
            Insert.IntoTable("activity_type").Row(new { code, name = each.Name, name_key = NameKey.Of(each.Name) });
            Insert.IntoTable("scoring_model_type").Row(new
            {
                scoring_model_id = DefaultScoringModel.Id.Value,
                code,
                position = code,
                engagement_type = each.EngagementType,
                daily_cap = each.DailyCap,
                weight = each.Weight,
                is_custom = false,
            });
        }
    }

    private void CreateGroups()
    {
        var group = Create.Table("buying_group");
        types.Id(group.WithColumn("buying_group_id")).NotNullable().PrimaryKey();
        types.Id(group.WithColumn("solution_interest_id")).NotNullable()
            .ForeignKey("fk_buying_group_interest", "solution_interest", "solution_interest_id");
        types.Id(group.WithColumn("account_id")).NotNullable().ForeignKey("fk_buying_group_account", "account", "account_id");
        group.WithColumn("completeness").AsDouble().NotNullable();
        group.WithColumn("completeness_displayed").AsInt32().NotNullable();
        group.WithColumn("revision").AsInt64().NotNullable();
        group.WithColumn("created_at").AsInt64().NotNullable();
        group.WithColumn("created_by").AsString(128).NotNullable();
        group.WithColumn("updated_at").AsInt64().NotNullable();
        Create.Index("ux_buying_group_pair").OnTable("buying_group")
            .OnColumn("solution_interest_id").Ascending().OnColumn("account_id").Ascending().WithOptions().Unique();
        Create.Index("ix_buying_group_account").OnTable("buying_group").OnColumn("account_id").Ascending();
        Create.Index("ix_buying_group_updated").OnTable("buying_group").OnColumn("updated_at").Descending().OnColumn("buying_group_id").Descending();

        var membership = Create.Table("membership");
        types.Id(membership.WithColumn("buying_group_id")).NotNullable().PrimaryKey("pk_membership")
            .ForeignKey("fk_membership_group", "buying_group", "buying_group_id");
        types.Id(membership.WithColumn("person_id")).NotNullable().PrimaryKey("pk_membership").ForeignKey("fk_membership_person", "person", "person_id");
        membership.WithColumn("state").AsInt32().NotNullable();
        types.Id(membership.WithColumn("role_id")).Nullable().ForeignKey("fk_membership_role", "role", "role_id");
        AddDecision(membership);
        membership.WithColumn("revision").AsInt64().NotNullable();
        Create.Index("ix_membership_person").OnTable("membership").OnColumn("person_id").Ascending();

        // Every decision that took effect or was overruled, for good: what stands today doesn't tell who overruled whom.
        var decision = Create.Table("membership_decision");
        types.Id(decision.WithColumn("decision_id")).NotNullable().PrimaryKey();
        types.Id(decision.WithColumn("buying_group_id")).NotNullable().ForeignKey("fk_decision_group", "buying_group", "buying_group_id");
        types.Id(decision.WithColumn("person_id")).NotNullable().ForeignKey("fk_decision_person", "person", "person_id");
        decision.WithColumn("action").AsInt32().NotNullable();
        types.Id(decision.WithColumn("role_id")).Nullable();
        AddDecision(decision);
        decision.WithColumn("outcome").AsInt32().NotNullable();
        Create.Index("ix_decision_member").OnTable("membership_decision")
            .OnColumn("buying_group_id").Ascending().OnColumn("person_id").Ascending().OnColumn("decision_id").Descending();
    }

    private static void AddDecision(FluentMigrator.Builders.Create.Table.ICreateTableWithColumnSyntax table)
    {
        table.WithColumn("source").AsInt32().NotNullable();
        table.WithColumn("author").AsString(128).NotNullable();
        table.WithColumn("reason").AsString(500).NotNullable();
        table.WithColumn("decided_at").AsInt64().NotNullable();
    }
}
