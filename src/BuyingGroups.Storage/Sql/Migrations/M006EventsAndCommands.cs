using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>The events of buying groups, the callers of decisions, and the commands that are remembered for a day.</summary>
[Migration(6, "Events, callers of decisions, remembered commands")]
public sealed class M006EventsAndCommands : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Alter.Table("membership").AddColumn("caller").AsCustom(Id).Nullable();
        Alter.Table("membership_decision").AddColumn("caller").AsCustom(Id).Nullable();

        // One row: where positions come from, and up to where events have been dropped.
        Create.Table("event_log")
            .WithColumn("id").AsInt32().NotNullable().PrimaryKey("pk_event_log")
            .WithColumn("last_position").AsInt64().NotNullable()
            .WithColumn("dropped_through").AsInt64().NotNullable()
            .WithColumn("dropped_until").AsCustom(Instant).Nullable();
        Insert.IntoTable("event_log").Row(new { id = 1, last_position = 0L, dropped_through = 0L });

        // No foreign keys: an event outlives its group.
        Create.Table("group_event")
            .WithColumn("position").AsInt64().NotNullable().PrimaryKey("pk_group_event")
            .WithColumn("occurred_at").AsCustom(Instant).NotNullable()
            .WithColumn("type").AsCustom(Word).NotNullable()
            .WithColumn("group_id").AsCustom(Id).NotNullable()
            .WithColumn("solution_interest_id").AsCustom(Id).NotNullable()
            .WithColumn("account_id").AsCustom(Id).NotNullable()
            .WithColumn("person_id").AsCustom(Id).Nullable()
            .WithColumn("source").AsCustom(Word).NotNullable()
            .WithColumn("author").AsCustom(Text(255)).NotNullable()
            .WithColumn("caller").AsCustom(Id).Nullable()
            .WithColumn("reason").AsCustom(Text(1000)).NotNullable()
            .WithColumn("old_value").AsCustom(Json).Nullable()
            .WithColumn("new_value").AsCustom(Json).Nullable();
        Create.Index("ix_group_event_time").OnTable("group_event").OnColumn("occurred_at").Ascending().OnColumn("position").Ascending();
        Create.Index("ix_group_event_group").OnTable("group_event").OnColumn("group_id").Ascending().OnColumn("position").Ascending();
        Create.Index("ix_group_event_account").OnTable("group_event").OnColumn("account_id").Ascending().OnColumn("position").Ascending();
        Create.Index("ix_group_event_person").OnTable("group_event").OnColumn("person_id").Ascending().OnColumn("position").Ascending();

        Create.Table("remembered_command")
            .WithColumn("caller").AsCustom(Id).NotNullable().PrimaryKey("pk_remembered_command")
            .WithColumn("request_id").AsCustom(Id).NotNullable().PrimaryKey("pk_remembered_command")
            .WithColumn("content_hash").AsCustom(Id).NotNullable()
            .WithColumn("answer").AsCustom(Json).NotNullable()
            .WithColumn("changed_groups").AsCustom(Json).NotNullable()
            .WithColumn("answered_at").AsCustom(Instant).NotNullable();
        Create.Index("ix_remembered_command_time").OnTable("remembered_command").OnColumn("answered_at").Ascending();
    }
}
