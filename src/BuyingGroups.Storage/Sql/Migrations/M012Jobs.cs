using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Jobs, and what they store: engagement scores, their history, the highest scores of the instance.</summary>
[Migration(12, "Jobs, stored scores and their history")]
public sealed class M012Jobs : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create.Table("job")
            .WithColumn("id").AsCustom(Id).NotNullable().PrimaryKey("pk_job")
            .WithColumn("type").AsCustom(Word).NotNullable()
            .WithColumn("status").AsCustom(Word).NotNullable()
            .WithColumn("solution_interest_id").AsCustom(Id).Nullable().ForeignKey("fk_job_solution_interest", "solution_interest", "id")
            .WithColumn("audience_id").AsCustom(Id).Nullable().ForeignKey("fk_job_audience", "audience", "id")
            .WithColumn("role_template_id").AsCustom(Id).Nullable().ForeignKey("fk_job_role_template", "role_template", "id")
            // What only one job at a time may be at; null once it has ended.
            .WithColumn("active_key").AsCustom(Key).Nullable()
            .WithColumn("created_at").AsCustom(Instant).NotNullable()
            .WithColumn("created_by").AsCustom(Text(255)).NotNullable()
            .WithColumn("started_at").AsCustom(Instant).Nullable()
            .WithColumn("ended_at").AsCustom(Instant).Nullable()
            .WithColumn("cancelled_by").AsCustom(Text(255)).Nullable()
            .WithColumn("failure").AsCustom(Text(4000)).Nullable()
            .WithColumn("lease_owner").AsCustom(Id).Nullable()
            .WithColumn("lease_until").AsCustom(Instant).Nullable()
            .WithColumn("step").AsCustom(Word).NotNullable()
            .WithColumn("after_id").AsCustom(Id).NotNullable()
            .WithColumn("progress").AsCustom(Json).NotNullable();
        Execute.Sql("CREATE UNIQUE INDEX ux_job_active ON job (active_key) WHERE active_key IS NOT NULL");
        Create.Index("ix_job_status").OnTable("job").OnColumn("status").Ascending().OnColumn("id").Ascending();
        Create.Index("ix_job_solution_interest").OnTable("job").OnColumn("solution_interest_id").Ascending().OnColumn("id").Ascending();
        Create.Index("ix_job_audience").OnTable("job").OnColumn("audience_id").Ascending().OnColumn("id").Ascending();

        Create.Table("job_error")
            .WithColumn("job_id").AsCustom(Id).NotNullable().PrimaryKey("pk_job_error").ForeignKey("fk_job_error_job", "job", "id")
            .WithColumn("account_id").AsCustom(Id).NotNullable().PrimaryKey("pk_job_error")
            .WithColumn("message").AsCustom(Text(4000)).NotNullable();

        // The accounts that a creation job found in its audience: who isn't here is new in it.
        Create.Table("job_account")
            .WithColumn("job_id").AsCustom(Id).NotNullable().PrimaryKey("pk_job_account").ForeignKey("fk_job_account_job", "job", "id")
            .WithColumn("account_id").AsCustom(Id).NotNullable().PrimaryKey("pk_job_account");

        Alter.Table("buying_group").AddColumn("engagement_exact").AsCustom(Real).Nullable();
        Alter.Table("buying_group").AddColumn("engagement_displayed").AsInt64().Nullable();
        Alter.Table("buying_group").AddColumn("engagement_stored_at").AsCustom(Instant).Nullable();

        Create.Table("score_history")
            .WithColumn("group_id").AsCustom(Id).NotNullable().PrimaryKey("pk_score_history")
                .ForeignKey("fk_score_history_group", "buying_group", "id")
            .WithColumn("day").AsCustom(Word).NotNullable().PrimaryKey("pk_score_history")
            .WithColumn("engagement_exact").AsCustom(Real).NotNullable()
            .WithColumn("engagement_displayed").AsInt64().NotNullable()
            .WithColumn("completeness_exact").AsCustom(Real).NotNullable()
            .WithColumn("completeness_displayed").AsInt32().NotNullable()
            .WithColumn("roles").AsCustom(Json).NotNullable()
            .WithColumn("stored_at").AsCustom(Instant).NotNullable();

        // The last day that had its pass, which is started once for all servers.
        Alter.Table("shared_state").AddColumn("last_daily_pass").AsCustom(Word).Nullable();
        Alter.Table("shared_state").AddColumn("highest_group_score").AsCustom(Real).Nullable();
        Alter.Table("shared_state").AddColumn("highest_person_score").AsCustom(Real).Nullable();
        Alter.Table("shared_state").AddColumn("highest_at").AsCustom(Instant).Nullable();
    }
}
