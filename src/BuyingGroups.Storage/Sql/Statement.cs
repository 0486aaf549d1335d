using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using BuyingGroups.Storage.Sql.Engines;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// A SQL statement, written once for all engines and kept in a static field, so that a test can compile every one of them. Where the
/// engines differ, the text has a placeholder:
/// <code>
/// {rows @people (id id, name text)}  a table of the JSON array of objects in @people
/// {ids @ids}                         a table with the single column id, of the JSON array of texts in @ids
/// {limit @take}                      after ORDER BY: at most this many rows
/// {lock}                             after a table: its rows can't be changed or locked by others until the transaction ends
/// {lock_range}                       like {lock}, and no row that meets the condition can be added
/// {lock_shared}                      others may read and share the lock, but not change the rows
/// {no_recursion_limit}               at the end of a recursive statement
/// {now}                              the time of the database's clock, in UTC
/// {? AND parent_id = @parent}        left out when @parent is null; may contain one of the others
/// </code>
/// </summary>
internal sealed partial class Statement
{
    private static readonly ConcurrentQueue<Statement> Registry = new();

    private readonly string _text;
    private readonly string[] _optional;
    private readonly ConcurrentDictionary<(SqlEngineKind Engine, int Included), string> _rendered = new();

    public Statement(string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _text = text;
        _optional = [.. OptionalClause().Matches(text).Select(match => ParameterName().Match(match.Value).Groups["name"].Value)];
        Name = $"{Path.GetFileNameWithoutExtension(file)}:{line}";
        Registry.Enqueue(this);
    }

    /// <summary>All statements of the classes that have been initialized so far.</summary>
    public static IReadOnlyCollection<Statement> All => Registry;

    /// <summary>The file and the line in which the statement is written.</summary>
    public string Name { get; }

    /// <summary>The text for an engine, including those optional clauses whose parameter has a value.</summary>
    public string For(SqlEngine engine, object? arguments)
    {
        var included = 0;
        for (var i = 0; i < _optional.Length; i++)
        {
            if (arguments?.GetType().GetProperty(_optional[i])?.GetValue(arguments) is not null)
            {
                included |= 1 << i;
            }
        }

        return _rendered.GetOrAdd((engine.Kind, included), key => Render(engine, key.Included));
    }

    /// <summary>The text for an engine, in every combination of its optional clauses.</summary>
    public IEnumerable<string> EveryTextFor(SqlEngine engine) =>
        Enumerable.Range(0, 1 << _optional.Length).Select(included => Render(engine, included));

    private string Render(SqlEngine engine, int included)
    {
        var clause = 0;
        var text = OptionalClause().Replace(_text, match => (included & (1 << clause++)) != 0 ? match.Groups["clause"].Value : "");
        return Placeholder().Replace(text, match => engine.Fragment(match.Groups["name"].Value, match.Groups["arguments"].Value));
    }

    [GeneratedRegex(@"\{\?(?<clause>(?:[^{}]|\{[^{}]*\})*)\}")]
    private static partial Regex OptionalClause();

    [GeneratedRegex(@"@(?<name>\w+)")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"\{(?<name>\w+)\s*(?<arguments>[^{}]*)\}")]
    private static partial Regex Placeholder();
}
