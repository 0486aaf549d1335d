using FluentMigrator;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>The highest scores as fractions, of all people, and since when the instance has been there.</summary>
[Migration(16, "Exact highest scores, age of the instance")]
public sealed class M016ExactHighestScores : SchemaMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        // What normalized scores compare with; the doubles, which were all that there was before, are kept for servers of an older version.
        Alter.Table("shared_state").AddColumn("highest_group_numerator").AsInt64().Nullable();
        Alter.Table("shared_state").AddColumn("highest_group_denominator").AsInt64().Nullable();
        Alter.Table("shared_state").AddColumn("highest_person_numerator").AsInt64().Nullable();
        Alter.Table("shared_state").AddColumn("highest_person_denominator").AsInt64().Nullable();

        // A daily pass that was due before wasn't missed. An instance that was there already counts from here on.
        Alter.Table("shared_state").AddColumn("present_since").AsCustom(Instant).Nullable();
        IfDatabase("SQLite").Execute.Sql("UPDATE shared_state SET present_since = strftime('%Y-%m-%dT%H:%M:%f', 'now') || '0000Z'");
        IfDatabase("SqlServer").Execute.Sql("UPDATE shared_state SET present_since = SYSUTCDATETIME()");

        // Whether any model has a type is asked for each name that a server doesn't know.
        Create.Index("ix_scoring_model_type_code").OnTable("scoring_model_type").OnColumn("code").Ascending();

        // To a millionth, until the next pass stores what they are.
        Execute.Sql("""
            UPDATE shared_state
            SET highest_group_numerator = CAST(ROUND(highest_group_score * 1000000, 0) AS BIGINT), highest_group_denominator = 1000000,
                highest_person_numerator = CAST(ROUND(highest_person_score * 1000000, 0) AS BIGINT), highest_person_denominator = 1000000
            WHERE highest_at IS NOT NULL
            """);

        // A maintenance job that is halfway has kept no fractions of what it has looked at: it begins anew, and nothing is done twice by
        // that.
        Execute.Sql("""
            UPDATE job
            SET step = 'ACCOUNTS', after_id = '', progress = '{}', started_at = NULL, lease_owner = NULL
            WHERE type = 'MAINTENANCE' AND status = 'RUNNING'
            """);
    }
}
