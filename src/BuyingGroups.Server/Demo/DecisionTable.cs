using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// The decisions of the scenario and which of them stood. Every cell comes from an answer of the server. The table fits 80 columns.
/// </summary>
internal sealed class DecisionTable(Dictionary<string, string> roleNames, Dictionary<string, string> people)
{
    private readonly List<(string Heading, List<string[]> Rows)> _parts = [];
    private readonly SortedDictionary<Proto.MembershipSource, string> _authors = [];

    public void Heading(string text) => _parts.Add((text, []));

    public void Add(Proto.MembershipSource source, string command, string outcome, Proto.Membership membership)
    {
        var standing = membership.State == Proto.MembershipState.Assigned ? roleNames[membership.RoleId] : "removed";
        _authors[membership.Decision.Source] = membership.Decision.Author;
        _parts[^1].Rows.Add([Word(source), command, outcome.ToUpperInvariant(), $"{standing}, by {Word(membership.Decision.Source)}"]);
    }

    public IEnumerable<IRenderable> Parts()
    {
        foreach (var (heading, rows) in _parts)
        {
            var table = new Table().Border(TableBorder.None).HideHeaders();
            foreach (var width in new[] { 9, 30, 11, 26 })
            {
                table.AddColumn(new TableColumn("").Width(width).NoWrap().Padding(0, 0));
            }

            foreach (var row in rows)
            {
                Row(table, row);
            }

            yield return new Markup($"\n[bold]{Markup.Escape(heading)}[/]\n");
            yield return table;
        }
    }

    /// <summary>The author of each source's decisions, as the answers named them.</summary>
    public string Authors() => string.Join(", ", _authors.Reverse().Select(author => $"{Word(author.Key)} is {author.Value}"));

    public Table HistoryOf(string person, Proto.ListMembershipDecisionsResponse history)
    {
        var table = New($"Decisions on {person}, newest first", "Source", "Author", "Decided", "Outcome");
        foreach (var entry in history.Decisions)
        {
            var role = entry.RoleId.Length == 0 ? "" : $" as {roleNames[entry.RoleId]}";
            Row(
                table,
                Word(entry.Decision.Source),
                entry.Decision.Author,
                $"{entry.Action.ToString().ToLowerInvariant()}{role}",
                entry.Outcome.ToString().ToUpperInvariant());
        }

        return table;
    }

    public Table EventsOf(IReadOnlyList<Proto.Event> events)
    {
        var table = New("What a watcher saw meanwhile", "At", "Event", "Person", "Source", "Old", "New");
        foreach (var change in events)
        {
            Row(
                table,
                change.Position.ToString(CultureInfo.InvariantCulture),
                change.Type.ToString(),
                people.GetValueOrDefault(change.PersonId, ""),
                Word(change.Source),
                ValueOf(change.OldValue),
                ValueOf(change.NewValue));
        }

        return table;
    }

    private string ValueOf(Proto.EventValue? value) => value?.ValueCase switch
    {
        Proto.EventValue.ValueOneofCase.RoleId => roleNames[value.RoleId],
        Proto.EventValue.ValueOneofCase.Completeness => $"{value.Completeness.Displayed} %",
        _ => "",
    };

    private static Table New(string title, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).Title($"[bold]{Markup.Escape(title)}[/]");
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).NoWrap().PadLeft(0).PadRight(1));
        }

        return table;
    }

    private static string Word(Proto.MembershipSource source) => source.ToString().ToUpperInvariant();

    private static void Row(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
