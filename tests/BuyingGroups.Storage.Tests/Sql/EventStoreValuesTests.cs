using System.Reflection;
using System.Text.Json.Serialization;
using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>What the table of events holds, letter by letter: events are kept for long, and every later version has to read them.</summary>
public abstract class EventStoreValuesTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly Statement Put = new(
        "UPDATE group_event SET old_value = @before, new_value = @after WHERE position = @position");

    private static readonly Statement Get = new(
        "SELECT type, old_value AS before_text, new_value AS after_text FROM group_event ORDER BY position");

    /// <summary>Each type with its values, as they are stored and as they are read.</summary>
    private static readonly (GroupEventType Type, string Word, string? OldText, EventValue? Old, string? NewText, EventValue? New)[] Table =
    [
        (GroupEventType.GroupCreated, "GROUP_CREATED", null, null, null, null),
        (GroupEventType.GroupDeleted, "GROUP_DELETED", null, null, null, null),
        (GroupEventType.MemberAssigned, "MEMBER_ASSIGNED", null, null, """{"role_id":"champion"}""", new() { RoleId = "champion" }),
        (GroupEventType.MemberRemoved, "MEMBER_REMOVED", """{"role_id":"champion"}""", new() { RoleId = "champion" }, null, null),
        (GroupEventType.RoleChanged, "ROLE_CHANGED",
            """{"role_id":"champion"}""", new() { RoleId = "champion" }, """{"role_id":"other"}""", new() { RoleId = "other" }),
        (GroupEventType.StageChanged, "STAGE_CHANGED",
            """{"stage_id":"s1","stage_name":"Neu für uns"}""", new() { StageId = "s1", StageName = "Neu für uns" },
            """{"stage_id":"s2","stage_name":"\"Won\""}""", new() { StageId = "s2", StageName = "\"Won\"" }),
        (GroupEventType.StatusChanged, "STATUS_CHANGED",
            """{"status":""}""", new() { Status = "" }, """{"status":"On hold"}""", new() { Status = "On hold" }),
        (GroupEventType.CompletenessChanged, "COMPLETENESS_CHANGED",
            """{"exact":33.333333333333336,"displayed":33}""", new() { CompletenessExact = 100 / 3.0, CompletenessDisplayed = 33 },
            """{"exact":100,"displayed":100}""", new() { CompletenessExact = 100, CompletenessDisplayed = 100 }),
        (GroupEventType.EngagementChanged, "ENGAGEMENT_CHANGED",
            """{"engagement_exact":35.25,"engagement_displayed":35}""", new() { EngagementExact = 35.25, EngagementDisplayed = 35 },
            """{"engagement_exact":0,"engagement_displayed":0}""", new() { EngagementExact = 0, EngagementDisplayed = 0 }),
    ];

    [SkippableFact]
    public async Task Rows_of_earlier_versions_are_read()
    {
        Assert.Equal(Enum.GetValues<GroupEventType>().Order(), Table.Select(row => row.Type).Order());
        await TellAsync(Table.Select(row => Event(row.Type, null, null)));
        await Database.WriteAsync(
            async session =>
            {
                foreach (var (index, row) in Table.Index())
                {
                    await session.ExecuteAsync(Put, new { position = index + 1, before = row.OldText, after = row.NewText });
                }

                return 0;
            },
            CancellationToken.None);

        var events = (await Events.ReadAfterAsync(0, 100, EventFilter.All)).Events;

        Assert.Equal(Table.Select(row => (row.Type, row.Old, row.New)), events.Select(change => (change.Type, change.Old, change.New)));
    }

    [SkippableFact]
    public async Task Rows_are_written_as_earlier_versions_read_them()
    {
        await TellAsync(Table.Select(row => Event(row.Type, row.Old, row.New)));

        var rows = await Database.ReadOneAsync(session => session.QueryAsync<ValueRow>(Get), CancellationToken.None);

        Assert.Equal(
            Table.Select(row => (row.Word, row.OldText, row.NewText)), rows.Select(row => (row.Type, row.BeforeText, row.AfterText)));
    }

    private NewEvent Event(GroupEventType type, EventValue? old, EventValue? now) =>
        new(type, new("group"), new("interest"), new("account"), null, By(), old, now);

    private Task<int> TellAsync(IEnumerable<NewEvent> events) => Database.WriteAsync(
        session =>
        {
            foreach (var change in events)
            {
                session.Tell(change);
            }

            return Task.FromResult(0);
        },
        CancellationToken.None);

    private sealed class ValueRow
    {
        public required string Type { get; init; }

        public string? BeforeText { get; init; }

        public string? AfterText { get; init; }
    }
}

public sealed class EventStoreValuesOnSqliteTests() : EventStoreValuesTests(new SqliteTestEngine());

public sealed class EventStoreValuesOnSqlServerTests() : EventStoreValuesTests(new SqlServerTestEngine());

public class EventStoreNamesTests
{
    [Fact]
    public void Every_name_of_a_stored_value_is_written_down() =>
        Assert.Equal(
            [
                ("CompletenessDisplayed", "displayed"),
                ("CompletenessExact", "exact"),
                ("EngagementDisplayed", "engagement_displayed"),
                ("EngagementExact", "engagement_exact"),
                ("RoleId", "role_id"),
                ("StageId", "stage_id"),
                ("StageName", "stage_name"),
                ("Status", "status"),
            ],
            typeof(EventValue).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => (property.Name, property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? "not pinned"))
                .Order());
}
