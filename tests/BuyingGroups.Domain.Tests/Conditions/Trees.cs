using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using CsCheck;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>Random conditions without faults, and people who meet them often enough.</summary>
internal static class Trees
{
    // Some begin, end or lie in others, so that what is found in one pass overlaps.
    private static readonly string[] Words =
    [
        "Director", "sr director", "É", "e\u0301", "ß", "a\"b\\", "İ", "x", "director of x", "a", "aB", "ba", "ABAB", "babab", "rec",
        "ctor", "\ufffe", "x\ufffe", "\uffffx", "\ud83d\ude00", "x\ud83d\ude00", "\u0378", "\u001f",
    ];

    private static readonly Gen<string> Word = Gen.OneOf(Words);

    /// <summary>Words in a row; people also have what no condition may name.</summary>
    private static readonly Gen<string> Line = Gen.OneOf(Word, Gen.Const("\ud83d"), Gen.Const("\0")).Array[1, 4].Select(string.Concat);

    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.Int[-3, 3].Select(number => (double)number), Gen.Double[-1e9, 1e9], Gen.Const(1e20));
    private static readonly Gen<DateOnly> Day = Gen.Int[-40, 5].Select(Subjects.Today.AddDays);

    private static readonly Gen<Condition> OfText =
        Gen.Select(
            Gen.OneOf("job_title", "city", "custom.tier", "custom.odd \"name\""),
            Gen.OneOf(ConditionRules.OperatorsOf(AttributeType.Text).ToArray()),
            Gen.OneOf(Word.List[1, 3], Word.List[1, 12]),
            (name, comparison, words) => (Condition)Of(name, comparison, [.. words.Select(ConditionValue.Of)]));

    private static readonly Gen<Condition> OfNumber =
        Gen.Select(
            Gen.OneOf("custom.seats", "person_engagement_score"),
            Gen.OneOf(ConditionRules.OperatorsOf(AttributeType.Number).ToArray()),
            Number.List[2, 3],
            (name, comparison, numbers) => (Condition)Of(name, comparison, [.. numbers.Order().Select(ConditionValue.Of)]));

    private static readonly Gen<Condition> OfBoolean =
        Gen.Select(
            Gen.OneOf("custom.vip", "email_invalid"),
            Gen.OneOf(ConditionRules.OperatorsOf(AttributeType.Boolean).ToArray()),
            Gen.Bool,
            (name, comparison, value) => (Condition)Of(name, comparison, [ConditionValue.Of(value)]));

    private static readonly Gen<Condition> OfDay =
        Gen.Select(
            Gen.OneOf(ConditionRules.OperatorsOf(AttributeType.Date).ToArray()),
            Day.List[2, 2],
            Gen.Int[1, 40],
            (comparison, days, last) => (Condition)Of(
                "custom.renewal",
                comparison,
                comparison == ConditionOperator.InTheLastDays ? [ConditionValue.Of(last)] : [.. days.Order().Select(ConditionValue.Of)]));

    private static readonly Gen<Condition> Leaf = Gen.OneOf(OfText, OfNumber, OfBoolean, OfDay);

    /// <summary>Up to four levels.</summary>
    public static Gen<Condition> Any { get; } = Deep(4);

    /// <summary>People whose attributes are among those that the conditions name, some of them missing.</summary>
    public static Gen<PersonSubject> Person { get; } = Gen.Select(
        Maybe(Gen.OneOf(Word, Line, Gen.Const(""))),
        Maybe(Gen.OneOf(Word, Line)),
        Gen.Int[0, 2],
        Maybe(Gen.Select(Word, word => new AttributeValue { Text = word })),
        Maybe(Gen.Select(Number, number => new AttributeValue { Number = number })),
        Maybe(Gen.Select(Gen.Bool, value => new AttributeValue { Boolean = value })),
        Maybe(Gen.Select(Day, day => new AttributeValue { Date = day })),
        Number,
        (title, city, invalid, tier, seats, vip, renewal, score) => new PersonSubject(
            new PersonAttributes
            {
                JobTitle = title,
                City = city,
                EmailInvalid = invalid == 2 ? null : invalid == 1,
                Custom = new[] { ("tier", tier), ("seats", seats), ("vip", vip), ("renewal", renewal) }
                    .Where(attribute => attribute.Item2 is not null)
                    .ToDictionary(attribute => attribute.Item1, attribute => attribute.Item2!),
            },
            score));

    /// <summary>Conditions on what accounts own, and accounts that own some of it.</summary>
    public static Gen<Condition> AnyOfAccounts { get; } = Deep(
        3,
        Gen.Select(
            Gen.OneOf("products_owned", "industry"),
            Gen.OneOf(ConditionRules.OperatorsOf(AttributeType.TextList).ToArray()),
            Word.List[1, 12],
            (name, comparison, words) => (Condition)Of(name, comparison, [.. words.Select(ConditionValue.Of)])));

    public static Gen<Account> Account { get; } = Gen.Select(
        Maybe(Gen.OneOf(Word, Line)),
        Gen.OneOf(Word, Line).List[0, 3],
        (industry, products) =>
            new Account(new AccountId("a"), "a", null, new AccountAttributes { Industry = industry, ProductsOwned = products }));

    private static Gen<Condition> Deep(int levels, Gen<Condition>? leaf = null) => levels == 1
        ? leaf ?? Leaf
        : Gen.OneOf(
            leaf ?? Leaf,
            Deep(levels - 1, leaf).List[2, 3].Select(operands => (Condition)new AllOf(operands)),
            Deep(levels - 1, leaf).List[2, 3].Select(operands => (Condition)new AnyOf(operands)),
            Deep(levels - 1, leaf).Select(operand => (Condition)new Negation(operand)));

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : class =>
        Gen.Select(Gen.Int[0, 3], some, (which, value) => which == 0 ? null : value);

    private static Predicate Of(
        string name, ConditionOperator comparison, ConditionValue[] values) =>
        new(name, comparison, comparison switch
        {
            ConditionOperator.IsEmpty or ConditionOperator.IsNotEmpty => [],
            ConditionOperator.Between => values[..2],
            ConditionOperator.In or ConditionOperator.StartsWith or ConditionOperator.EndsWith or ConditionOperator.Contains
                or ConditionOperator.DoesNotContain => values,
            _ => values[..1],
        });
}
