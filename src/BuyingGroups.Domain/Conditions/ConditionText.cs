using System.Globalization;
using System.Text.RegularExpressions;

namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// Conditions as people write them: <c>job_title STARTS WITH ("Director", "Sr Director") AND NOT country IS "US"</c>. NOT binds closer than
/// AND, and AND closer than OR; keywords may be written in any case. A printed condition parses back to the same tree.
/// </summary>
public static partial class ConditionText
{
    /// <summary>The longest text that is parsed, and the longest that a condition prints.</summary>
    public const int MaxLength = 50_000;

    /// <summary>
    /// Prints a condition, with no more parentheses than its tree needs. The text of a condition that can be saved is never too long to be
    /// parsed.
    /// </summary>
    public static string Print(Condition condition) => condition switch
    {
        AnyOf any => string.Join(" OR ", any.Operands.Select(operand => operand is AnyOf ? $"({Print(operand)})" : Print(operand))),
        AllOf all =>
            string.Join(" AND ", all.Operands.Select(operand => operand is AnyOf or AllOf ? $"({Print(operand)})" : Print(operand))),
        Negation { Operand: AnyOf or AllOf } not => $"NOT ({Print(not.Operand)})",
        Negation not => $"NOT {Print(not.Operand)}",
        Predicate predicate => $"{PrintName(predicate.Attribute)} {PrintComparison(predicate)}",
        _ => throw new ArgumentException($"{condition.GetType().Name} is no condition.", nameof(condition)),
    };

    /// <summary>
    /// Parses a condition. Whether its attributes exist and its operators fit is checked by <see cref="ConditionRules"/>.
    /// </summary>
    /// <exception cref="ConditionTextException">The text can't be parsed; the exception says where and why.</exception>
    public static Condition Parse(string text) =>
        text.Length <= MaxLength
            ? ConditionParser.ParseText(text)
            : throw new ConditionTextException(MaxLength + 1, $"the text has more than {MaxLength} characters");

    private static string PrintComparison(Predicate predicate)
    {
        var values = predicate.Values;
        var list = $"({string.Join(", ", values.Select(PrintValue))})";
        var oneOrList = values.Count == 1 ? PrintValue(values[0]) : list;
        return predicate.Operator switch
        {
            ConditionOperator.Is => $"IS {oneOrList}",
            ConditionOperator.IsNot => $"IS NOT {oneOrList}",
            ConditionOperator.In => $"IN {list}",
            ConditionOperator.StartsWith => $"STARTS WITH {oneOrList}",
            ConditionOperator.EndsWith => $"ENDS WITH {oneOrList}",
            ConditionOperator.Contains => $"CONTAINS {oneOrList}",
            ConditionOperator.DoesNotContain => $"DOES NOT CONTAIN {oneOrList}",
            ConditionOperator.IsEmpty => "IS EMPTY",
            ConditionOperator.IsNotEmpty => "IS NOT EMPTY",
            ConditionOperator.Less => $"< {oneOrList}",
            ConditionOperator.LessOrEqual => $"<= {oneOrList}",
            ConditionOperator.Greater => $"> {oneOrList}",
            ConditionOperator.GreaterOrEqual => $">= {oneOrList}",
            ConditionOperator.Between => $"BETWEEN {string.Join(" AND ", values.Select(PrintValue))}",
            ConditionOperator.Before => $"BEFORE {oneOrList}",
            ConditionOperator.After => $"AFTER {oneOrList}",
            ConditionOperator.InTheLastDays => $"IN THE LAST {oneOrList} DAYS",
            _ => throw new ArgumentOutOfRangeException(nameof(predicate), predicate.Operator, "not an operator"),
        };
    }

    private static string PrintValue(ConditionValue value) => value switch
    {
        { Text: { } text } => PrintText(text),
        { Number: { } number } => number.ToString("R", CultureInfo.InvariantCulture),
        { Boolean: { } boolean } => boolean ? "TRUE" : "FALSE",
        { Date: { } date } => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException("The value has no part.", nameof(value)),
    };

    // After "custom." comes a name that callers choose.
    private static string PrintName(string attribute) =>
        attribute.StartsWith("custom.", StringComparison.Ordinal) && !PlainName().IsMatch(attribute[7..])
            ? $"custom.{PrintText(attribute[7..])}"
            : attribute;

    private static string PrintText(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z")]
    private static partial Regex PlainName();
}
