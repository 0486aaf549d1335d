using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Roles, role templates, solution interests, scoring models; the six default roles and the default scoring model.</summary>
/// <param name="time">Tells when the defaults were made.</param>
[Migration(2, "Roles, templates, solution interests, scoring models")]
public sealed class M002Definitions(TimeProvider time) : SchemaMigration
{
    private const string Author = "system";

    /// <inheritdoc />
    public override void Up()
    {
        CreateRoles();
        CreateScoringModels();
        var now = Sql.Instant.Now(time).ToString();
        SeedRoles(now);
        SeedScoringModel(now);
    }

    private void CreateRoles()
    {
        Create.Table("role")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_role")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_role_name")
            .WithColumn("is_default").AsBoolean().NotNullable()
            .WithColumn("position").AsInt32().NotNullable().Unique("ux_role_position")
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable();

        Create.Table("role_template")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_role_template")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_role_template_name")
            .WithColumn("description").AsCustom(Text(4000)).NotNullable()
            .WithColumn("status").AsCustom(Word).NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("published_at").AsCustom(Instant).Nullable()
            .WithColumn("published_by").AsCustom(Text(255)).Nullable();
        Create.Index("ix_role_template_updated").OnTable("role_template").OnColumn("updated_at").Ascending().OnColumn("id").Ascending();

        Create.Table("role_template_role")
            .WithColumn("template_id").AsCustom(Id).NotNullable().PrimaryKey("pk_role_template_role")
                .ForeignKey("fk_role_template_role_template", "role_template", "id")
            .WithColumn("role_id").AsCustom(Id).NotNullable().PrimaryKey("pk_role_template_role")
                .ForeignKey("fk_role_template_role_role", "role", "id")
            .WithColumn("priority").AsInt32().NotNullable()
            .WithColumn("weighting").AsCustom(Word).NotNullable()
            .WithColumn("required_for_completeness").AsBoolean().NotNullable()
            .WithColumn("required_members").AsInt32().NotNullable();
        Create.Index("ux_role_template_role_priority").OnTable("role_template_role")
            .OnColumn("template_id").Ascending().OnColumn("priority").Ascending().WithOptions().Unique();
        Create.Index("ix_role_template_role_role").OnTable("role_template_role").OnColumn("role_id").Ascending();

        Create.Table("solution_interest")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_solution_interest")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_solution_interest_name")
            .WithColumn("description").AsCustom(Text(4000)).NotNullable()
            .WithColumn("role_template_id").AsCustom(Id).NotNullable().Indexed("ix_solution_interest_template")
                .ForeignKey("fk_solution_interest_template", "role_template", "id")
            .WithColumn("update_existing_buying_groups").AsBoolean().NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_by").AsCustom(Text(255)).NotNullable();
        Create.Index("ix_solution_interest_updated").OnTable("solution_interest")
            .OnColumn("updated_at").Ascending().OnColumn("id").Ascending();
    }

    private void CreateScoringModels()
    {
        // Rows are never deleted: a code that was given away means the same type for good, since counters hold it.
        Create.Table("activity_type")
            .WithColumn("code").AsInt32().NotNullable().PrimaryKey("pk_activity_type")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_activity_type_name");

        Create.Table("scoring_model")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_scoring_model")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_scoring_model_name")
            .WithColumn("status").AsCustom(Word).NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("activated_at").AsCustom(Instant).Nullable()
            .WithColumn("activated_by").AsCustom(Text(255)).Nullable();
        Create.Index("ix_scoring_model_updated").OnTable("scoring_model").OnColumn("updated_at").Ascending().OnColumn("id").Ascending();
        Execute.Sql("CREATE UNIQUE INDEX ux_scoring_model_active ON scoring_model (status) WHERE status = 'ACTIVE'");

        Create.Table("scoring_model_type")
            .WithColumn("model_id").AsCustom(Id).NotNullable().PrimaryKey("pk_scoring_model_type")
                .ForeignKey("fk_scoring_model_type_model", "scoring_model", "id")
            .WithColumn("code").AsInt32().NotNullable().PrimaryKey("pk_scoring_model_type")
                .ForeignKey("fk_scoring_model_type_code", "activity_type", "code")
            .WithColumn("position").AsInt32().NotNullable()
            .WithColumn("engagement_type").AsCustom(Text(255)).NotNullable()
            .WithColumn("daily_cap").AsInt32().NotNullable()
            .WithColumn("weight").AsInt32().NotNullable()
            .WithColumn("is_custom").AsBoolean().NotNullable();
        Create.Index("ux_scoring_model_type_position").OnTable("scoring_model_type")
            .OnColumn("model_id").Ascending().OnColumn("position").Ascending().WithOptions().Unique();
    }

    private void SeedRoles(string now)
    {
        // Lists show the newest first: the default roles, all of one age, in their customary order.
        foreach (var (position, (id, name)) in Role.Defaults.Index())
        {
            Insert.IntoTable("role").Row(new
            {
                id = id.Value,
                name,
                name_key = NameKey.Of(name),
                is_default = true,
                position = Role.Defaults.Count - position,
                created_at = now,
                created_by = Author,
            });
        }
    }

    private void SeedScoringModel(string now)
    {
        var id = DefaultScoringModel.Id.Value;
        Insert.IntoTable("scoring_model").Row(new
        {
            id,
            name = DefaultScoringModel.Name,
            name_key = NameKey.Of(DefaultScoringModel.Name),
            status = StoredWord.Of(ScoringModelStatus.Active),
            created_at = now,
            created_by = Author,
            updated_at = now,
            updated_by = Author,
            activated_at = now,
            activated_by = Author,
        });
        foreach (var (position, type) in DefaultScoringModel.Types.Index())
        {
            Insert.IntoTable("activity_type").Row(new { code = (int)type.Code.Value, name = type.Name, name_key = NameKey.Of(type.Name) });
            Insert.IntoTable("scoring_model_type").Row(new
            {
                model_id = id,
                code = (int)type.Code.Value,
                position,
                engagement_type = type.EngagementType,
                daily_cap = type.DailyCap,
                weight = type.Weight,
                is_custom = type.IsCustom,
            });
        }
    }
}
