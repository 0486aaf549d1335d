using Microsoft.Data.Sqlite;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// What a membership command does in SQLite, by prepared statements on one connection and nothing else: read group, roles, person and
/// record; write history, record, group and event; commit to disk.
/// </summary>
internal sealed class BareCommands : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand[] _ofTransaction;
    private readonly SqliteCommand[] _ofGroup;
    private readonly SqliteCommand[] _ofMember;
    private readonly SqliteCommand _commit;

    public BareCommands(string file, string groupId)
    {
        _connection = new SqliteConnection($"Data Source={file};Foreign Keys=True;Pooling=False");
        _connection.Open();
        Prepared("PRAGMA synchronous = FULL").ExecuteNonQuery();
        _ofTransaction = [Prepared("BEGIN IMMEDIATE")];
        var group = ("@group", (object)groupId);
        _ofGroup =
        [
            Prepared(
                """
                SELECT g.id, g.account_id, g.solution_interest_id, g.revision, g.completeness_exact, g.completeness_displayed, g.status,
                    g.stage_id,
                    si.role_template_id, si.stage_model_id, s.name
                FROM buying_group AS g
                JOIN solution_interest AS si ON si.id = g.solution_interest_id
                LEFT JOIN stage AS s ON s.id = g.stage_id
                WHERE g.id = @group
                """,
                group),
            Prepared(
                """
                SELECT tr.role_id, r.name, tr.weighting, tr.required_for_completeness, tr.required_members
                FROM buying_group AS g
                JOIN solution_interest AS si ON si.id = g.solution_interest_id
                JOIN role_template_role AS tr ON tr.template_id = si.role_template_id
                JOIN role AS r ON r.id = tr.role_id
                WHERE g.id = @group
                ORDER BY tr.priority
                """,
                group),
            Prepared("SELECT role_id, COUNT(*) FROM membership WHERE group_id = @group AND state = 'ASSIGNED' GROUP BY role_id", group),
            Prepared(
                "UPDATE buying_group SET completeness_exact = 100, completeness_displayed = 100, revision = revision + 1, "
                + "updated_at = @now WHERE id = @group",
                group, Now),
        ];
        var parameters = new[] { group, ("@person", (object)""), ("@state", ""), ("@role", ""), ("@action", ""), ("@type", ""), Now };
        _ofMember =
        [
            Prepared("SELECT id, account_id FROM person WHERE id = @person", parameters),
            Prepared(
                "SELECT state, role_id, source, author, caller, reason, decided_at, revision FROM membership "
                + "WHERE group_id = @group AND person_id = @person",
                parameters),
            Prepared(
                """
                INSERT INTO membership_decision (group_id, person_id, action, role_id, source, author, caller, reason, decided_at, outcome)
                VALUES (@group, @person, @action, @role, 'MANUAL', 'local', 'local', '', @now, 'APPLIED')
                """,
                parameters),
            Prepared(
                """
                INSERT INTO membership (group_id, person_id, state, role_id, source, author, caller, reason, decided_at, revision)
                VALUES (@group, @person, @state, @role, 'MANUAL', 'local', 'local', '', @now, 1)
                ON CONFLICT (group_id, person_id) DO UPDATE
                SET state = excluded.state, role_id = excluded.role_id, decided_at = excluded.decided_at, revision = membership.revision + 1
                """,
                parameters),
            Prepared(
                """
                INSERT INTO group_event
                    (position, occurred_at, type, group_id, solution_interest_id, account_id, person_id, source, author, caller, reason,
                     old_value, new_value)
                SELECT log.last_position + 1, @now, @type, g.id, g.solution_interest_id, g.account_id, @person, 'MANUAL', 'local', 'local',
                    '', NULL,
                    '{"roleId":"decision-maker"}'
                FROM event_log AS log CROSS JOIN buying_group AS g
                WHERE g.id = @group
                """,
                parameters),
            Prepared("UPDATE event_log SET last_position = last_position + 1"),
        ];
        _commit = Prepared("COMMIT");
    }

    private static (string, object) Now =>
        ("@now", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>One transaction that assigns or removes these people.</summary>
    public void Execute(IEnumerable<string> people, bool assign)
    {
        Run(_ofTransaction);
        Run(_ofGroup[..2]);
        foreach (var person in people)
        {
            foreach (var command in _ofMember.Where(command => command.Parameters.Contains("@person")))
            {
                command.Parameters["@person"].Value = person;
                command.Parameters["@state"].Value = assign ? "ASSIGNED" : "REMOVED";
                command.Parameters["@role"].Value = assign ? "decision-maker" : DBNull.Value;
                command.Parameters["@action"].Value = assign ? "ASSIGN" : "REMOVE";
                command.Parameters["@type"].Value = assign ? "MEMBER_ASSIGNED" : "MEMBER_REMOVED";
                command.Parameters["@now"].Value = Now.Item2;
            }

            Run(_ofMember);
        }

        Run(_ofGroup[2..]);
        _commit.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    private static void Run(SqliteCommand[] commands)
    {
        foreach (var command in commands)
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
            }
        }
    }

    private SqliteCommand Prepared(string text, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
