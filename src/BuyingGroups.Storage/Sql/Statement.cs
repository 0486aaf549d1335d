using System.Collections.Concurrent;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// An SQL statement of ours, for every engine. Where engines differ the text has a placeholder, which the engine's class fills in:
/// <c>{limit}</c> at most @limit rows (behind an ORDER BY), <c>{ids}</c> the strings of the JSON array @ids as rows with the column <c>id</c>,
/// <c>{lock}</c> behind a table's name: the rows that are read, and the gaps between them, stay as they are until the transaction ends.
/// </summary>
public sealed class Statement
{
    private static readonly ConcurrentBag<Statement> Made = [];

    /// <summary>Makes the statement; one for each constant of a store.</summary>
    public Statement(string text)
    {
        Text = text;
        Made.Add(this);
    }

    /// <summary>Every statement whose store was loaded: the tests compile them all.</summary>
    public static IReadOnlyCollection<Statement> All => Made;

    /// <summary>The text with placeholders.</summary>
    public string Text { get; }
}
