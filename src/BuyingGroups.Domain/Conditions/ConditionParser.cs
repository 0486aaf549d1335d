using System.Globalization;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace BuyingGroups.Domain.Conditions;

/// <summary>Parses the text form of conditions.</summary>
internal static class ConditionParser
{
    // Deeper than any condition that can be saved, and far from exhausting the stack.
    private const int MaxNesting = 50;

    private static readonly TextParser<Unit> QuotedText =
        from open in Character.EqualTo('"')
        from content in Character.EqualTo('\\').IgnoreThen(Character.AnyChar).Value(Unit.Value)
            .Or(Character.ExceptIn('"', '\\').Value(Unit.Value))
            .IgnoreMany()
        from close in Character.EqualTo('"')
        select Unit.Value;

    private static readonly TextParser<Unit> IsoDate = Span.Regex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])").Value(Unit.Value);

    private static readonly TextParser<Unit> Numeral = Span.Regex(@"-?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?").Value(Unit.Value);

    private static readonly Tokenizer<ConditionToken> Tokens = new TokenizerBuilder<ConditionToken>()
        .Ignore(Span.WhiteSpace)
        .Match(QuotedText, ConditionToken.Text)
        .Match(IsoDate, ConditionToken.Date, requireDelimiters: true)
        .Match(Numeral, ConditionToken.Number, requireDelimiters: true)
        .Match(Identifier.CStyle, ConditionToken.Word, requireDelimiters: true)
        .Match(Span.EqualTo("<=").Or(Span.EqualTo("≤")), ConditionToken.LessOrEqual)
        .Match(Span.EqualTo(">=").Or(Span.EqualTo("≥")), ConditionToken.GreaterOrEqual)
        .Match(Character.EqualTo('<'), ConditionToken.Less)
        .Match(Character.EqualTo('>'), ConditionToken.Greater)
        .Match(Character.EqualTo('('), ConditionToken.Open)
        .Match(Character.EqualTo(')'), ConditionToken.Close)
        .Match(Character.EqualTo(','), ConditionToken.Comma)
        .Match(Character.EqualTo('.'), ConditionToken.Dot)
        .Build();

    private static readonly TokenListParser<ConditionToken, ConditionValue> Value =
        Token.EqualTo(ConditionToken.Text).Select(token => ConditionValue.Of(Unquoted(token)))
            .Or(
                Token.EqualTo(ConditionToken.Date).Where(token => Day(token) is not null, "a day of the calendar")
                    .Select(token => ConditionValue.Of(Day(token)!.Value)))
            .Or(
                Token.EqualTo(ConditionToken.Number)
                    .Select(token => ConditionValue.Of(double.Parse(token.ToStringValue(), CultureInfo.InvariantCulture))))
            .Or(Word("TRUE").Value(ConditionValue.Of(true)))
            .Or(Word("FALSE").Value(ConditionValue.Of(false)));

    private static readonly TokenListParser<ConditionToken, ConditionValue[]> One = Value.Select(value => new[] { value });

    private static readonly TokenListParser<ConditionToken, ConditionValue[]> Several =
        Value.AtLeastOnceDelimitedBy(Token.EqualTo(ConditionToken.Comma))
            .Between(Token.EqualTo(ConditionToken.Open), Token.EqualTo(ConditionToken.Close));

    private static readonly TokenListParser<ConditionToken, ConditionValue[]> OneOrSeveral = Several.Or(One);

    private static readonly TokenListParser<ConditionToken, (ConditionOperator, ConditionValue[])> AfterIs =
        Word("EMPTY").Value((ConditionOperator.IsEmpty, Array.Empty<ConditionValue>()))
            .Or(Word("NOT").IgnoreThen(
                Word("EMPTY").Value((ConditionOperator.IsNotEmpty, Array.Empty<ConditionValue>())).Or(With(ConditionOperator.IsNot, One))))
            .Or(With(ConditionOperator.Is, One));

    private static readonly TokenListParser<ConditionToken, (ConditionOperator, ConditionValue[])> AfterIn =
        Word("THE").IgnoreThen(Word("LAST")).IgnoreThen(
                from days in Token.EqualTo(ConditionToken.Number)
                from unit in Word("DAYS").Or(Word("DAY"))
                select (
                    ConditionOperator.InTheLastDays,
                    new[] { ConditionValue.Of(double.Parse(days.ToStringValue(), CultureInfo.InvariantCulture)) }))
            .Or(With(ConditionOperator.In, Several));

    private static readonly TokenListParser<ConditionToken, (ConditionOperator, ConditionValue[])> AfterBetween =
        from low in Value
        from and in Word("AND")
        from high in Value
        select (ConditionOperator.Between, new[] { low, high });

    private static readonly TokenListParser<ConditionToken, (ConditionOperator, ConditionValue[])> Comparison =
        Word("IS").IgnoreThen(AfterIs)
            .Or(Word("IN").IgnoreThen(AfterIn))
            .Or(Word("STARTS").IgnoreThen(Word("WITH")).IgnoreThen(With(ConditionOperator.StartsWith, OneOrSeveral)))
            .Or(Word("ENDS").IgnoreThen(Word("WITH")).IgnoreThen(With(ConditionOperator.EndsWith, OneOrSeveral)))
            .Or(Word("CONTAINS").IgnoreThen(With(ConditionOperator.Contains, OneOrSeveral)))
            .Or(
                Word("DOES").IgnoreThen(Word("NOT")).IgnoreThen(Word("CONTAIN")).IgnoreThen(
                    With(ConditionOperator.DoesNotContain, OneOrSeveral)))
            .Or(Word("BETWEEN").IgnoreThen(AfterBetween))
            .Or(Word("BEFORE").IgnoreThen(With(ConditionOperator.Before, One)))
            .Or(Word("AFTER").IgnoreThen(With(ConditionOperator.After, One)))
            .Or(Token.EqualTo(ConditionToken.LessOrEqual).IgnoreThen(With(ConditionOperator.LessOrEqual, One)))
            .Or(Token.EqualTo(ConditionToken.GreaterOrEqual).IgnoreThen(With(ConditionOperator.GreaterOrEqual, One)))
            .Or(Token.EqualTo(ConditionToken.Less).IgnoreThen(With(ConditionOperator.Less, One)))
            .Or(Token.EqualTo(ConditionToken.Greater).IgnoreThen(With(ConditionOperator.Greater, One)));

    private static readonly TokenListParser<ConditionToken, string> Name =
        from first in Token.EqualTo(ConditionToken.Word).Named("attribute")
        from custom in Token.EqualTo(ConditionToken.Dot)
            .IgnoreThen(Token.EqualTo(ConditionToken.Word).Select(token => token.ToStringValue())
                .Or(Token.EqualTo(ConditionToken.Text).Select(Unquoted)))
            .AsNullable().OptionalOrDefault()
        select custom is null ? first.ToStringValue() : $"{first.ToStringValue()}.{custom}";

    private static readonly TokenListParser<ConditionToken, Condition> Simple =
        from name in Name
        from comparison in Comparison
        select (Condition)new Predicate(name, comparison.Item1, comparison.Item2);

    private static readonly TokenListParser<ConditionToken, Condition> Factor =
        Word("NOT").IgnoreThen(Parse.Ref(() => Factor!)).Select(operand => (Condition)new Negation(operand))
            .Or(Parse.Ref(() => Expression!).Between(Token.EqualTo(ConditionToken.Open), Token.EqualTo(ConditionToken.Close)))
            .Or(Simple);

    private static readonly TokenListParser<ConditionToken, Condition> Term =
        Factor.AtLeastOnceDelimitedBy(Word("AND")).Select(operands => operands.Length == 1 ? operands[0] : new AllOf(operands));

    private static readonly TokenListParser<ConditionToken, Condition> Expression =
        Term.AtLeastOnceDelimitedBy(Word("OR")).Select(operands => operands.Length == 1 ? operands[0] : new AnyOf(operands));

    /// <exception cref="ConditionTextException">The text can't be parsed.</exception>
    public static Condition ParseText(string text)
    {
        var tokens = Tokens.TryTokenize(text);
        if (!tokens.HasValue)
        {
            throw new ConditionTextException(ColumnOf(text, tokens.ErrorPosition), tokens.FormatErrorMessageFragment());
        }

        RequireShallow(tokens.Value);
        var condition = Expression.AtEnd().TryParse(tokens.Value);
        return condition.HasValue
            ? condition.Value
            : throw new ConditionTextException(ColumnOf(text, condition.ErrorPosition), condition.FormatErrorMessageFragment());
    }

    // Checked before the parser runs, which recurses for each "(" and each NOT. What counts is how many of them are open at a token,
    // wherever they stand.
    private static void RequireShallow(TokenList<ConditionToken> tokens)
    {
        var levels = new Stack<int>();
        var (nesting, negations) = (0, 0);
        foreach (var token in tokens)
        {
            if (token.Kind == ConditionToken.Open)
            {
                levels.Push(negations + 1);
                nesting += negations + 1;
            }
            else if (token.Kind == ConditionToken.Close && levels.TryPop(out var closed))
            {
                nesting -= closed;
            }

            negations = Is(token, "NOT") ? negations + 1 : 0;
            if (nesting + negations > MaxNesting)
            {
                throw new ConditionTextException(
                    token.Position.Absolute + 1, $"the condition is nested more than {MaxNesting} levels deep");
            }
        }
    }

    private static TokenListParser<ConditionToken, Token<ConditionToken>> Word(string keyword) =>
        Token.EqualToValueIgnoreCase(ConditionToken.Word, keyword).Named(keyword);

    private static bool Is(Token<ConditionToken> token, string keyword) =>
        token.Kind == ConditionToken.Word && token.Span.EqualsValueIgnoreCase(keyword);

    private static TokenListParser<ConditionToken, (ConditionOperator, ConditionValue[])> With(
        ConditionOperator comparison, TokenListParser<ConditionToken, ConditionValue[]> values) =>
        values.Select(given => (comparison, given));

    private static int ColumnOf(string text, Position position) => position.HasValue ? position.Absolute + 1 : text.Length + 1;

    private static DateOnly? Day(Token<ConditionToken> token) =>
        DateOnly.TryParseExact(token.ToStringValue(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static string Unquoted(Token<ConditionToken> token)
    {
        var quoted = token.ToStringValue();
        var text = new System.Text.StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            // Reported here and not by the tokenizer, whose errors point to the start of the text.
            if (quoted[i] == '\\' && quoted[++i] is not ('"' or '\\'))
            {
                throw new ConditionTextException(
                    token.Position.Absolute + i + 1, $"unexpected `{quoted[i]}`, expected `\"` or `\\` after `\\`");
            }

            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
