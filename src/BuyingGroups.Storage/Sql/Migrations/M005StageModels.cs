using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Stage models, and the stage and status of groups.</summary>
[Migration(5, "Stage models, stage and status of groups")]
public sealed class M005StageModels : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create.Table("stage_model")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_stage_model")
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("name_key").AsCustom(Key).NotNullable().Unique("ux_stage_model_name")
            .WithColumn("description").AsCustom(Text(4000)).NotNullable()
            .WithColumn("status").AsCustom(Word).NotNullable()
            .WithColumn("revision").AsInt64().NotNullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("updated_at").AsCustom(Instant).NotNullable()
            .WithColumn("updated_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("published_at").AsCustom(Instant).Nullable()
            .WithColumn("published_by").AsCustom(Text(255)).Nullable();
        Create.Index("ix_stage_model_updated").OnTable("stage_model").OnColumn("updated_at").Ascending().OnColumn("id").Ascending();

        Create.Table("stage")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_stage")
            .WithColumn("model_id").AsCustom(Id).NotNullable().ForeignKey("fk_stage_model", "stage_model", "id")
            .WithColumn("position").AsInt32().NotNullable()
            .WithColumn("name").AsCustom(Text(255)).NotNullable()
            .WithColumn("description").AsCustom(Text(4000)).NotNullable()
            .WithColumn("kind").AsCustom(Word).NotNullable();
        Create.Index("ix_stage_model").OnTable("stage").OnColumn("model_id").Ascending().OnColumn("position").Ascending();

        Create.Table("stage_transition")
            .WithColumn("stage_id").AsCustom(Id).NotNullable().PrimaryKey("pk_stage_transition")
                .ForeignKey("fk_stage_transition_stage", "stage", "id")
            .WithColumn("target_id").AsCustom(Id).NotNullable().PrimaryKey("pk_stage_transition")
                .ForeignKey("fk_stage_transition_target", "stage", "id")
            .WithColumn("position").AsInt32().NotNullable();

        AddReference("solution_interest", "stage_model_id", "stage_model");
        Create.Index("ix_solution_interest_stage_model").OnTable("solution_interest").OnColumn("stage_model_id").Ascending();
        AddReference("buying_group", "stage_id", "stage");
        Create.Index("ix_buying_group_stage").OnTable("buying_group").OnColumn("stage_id").Ascending();
        Alter.Table("buying_group").AddColumn("status").AsCustom(Text(500)).NotNullable().WithDefaultValue("");
    }
}
