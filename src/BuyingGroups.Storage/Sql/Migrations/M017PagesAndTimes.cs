using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>The key of page tokens, and the time of the last event, from which the log doesn't go back.</summary>
[Migration(17, "Key of page tokens, time of the last event")]
public sealed class M017PagesAndTimes : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        // Made by the first server that starts: a script of the migrations must not hold a key.
        Alter.Table("shared_state").AddColumn("page_token_key").AsCustom(Text(64)).Nullable();

        Alter.Table("event_log").AddColumn("last_occurred_at").AsCustom(Instant).Nullable();
        Execute.Sql("UPDATE event_log SET last_occurred_at = COALESCE((SELECT MAX(e.occurred_at) FROM group_event AS e), dropped_until)");
    }
}
