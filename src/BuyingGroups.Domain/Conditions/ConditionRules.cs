namespace BuyingGroups.Domain.Conditions;

/// <summary>The rules that a condition must meet to be saved, so that its evaluation can't fail.</summary>
public static class ConditionRules
{
    private const int MaxDays = 36_500;

    /// <summary>All faults of a condition. If there are none, it can be saved and compiled.</summary>
    public static IReadOnlyList<ConditionFault> FaultsOf<TSubject>(Condition condition, AttributeSchema<TSubject> schema)
    {
        var faults = new List<ConditionFault>();
        var predicates = Visit(condition, "", 1, schema.TypeOf, faults);
        if (predicates > Condition.MaxPredicates)
        {
            faults.Add(new("", "TOO_MANY", $"has {predicates} predicates; at most {Condition.MaxPredicates} are allowed"));
        }

        if (faults.Count == 0 && ConditionText.Print(condition).Length > ConditionText.MaxLength)
        {
            faults.Add(new("", "TOO_LONG", $"has more than {ConditionText.MaxLength} characters as text"));
        }

        return faults;
    }

    /// <summary>The operators that fit attributes of this type.</summary>
    public static IReadOnlyList<ConditionOperator> OperatorsOf(AttributeType type) => type switch
    {
        AttributeType.Text or AttributeType.TextList =>
        [
            ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.In, ConditionOperator.StartsWith, ConditionOperator.EndsWith,
            ConditionOperator.Contains, ConditionOperator.DoesNotContain, ConditionOperator.IsEmpty, ConditionOperator.IsNotEmpty,
        ],
        AttributeType.Number =>
        [
            ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.In, ConditionOperator.Less, ConditionOperator.LessOrEqual,
            ConditionOperator.Greater, ConditionOperator.GreaterOrEqual, ConditionOperator.Between, ConditionOperator.IsEmpty,
            ConditionOperator.IsNotEmpty,
        ],
        AttributeType.Boolean => [ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.IsEmpty, ConditionOperator.IsNotEmpty],
        AttributeType.Date =>
        [
            ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.Before, ConditionOperator.After, ConditionOperator.Between,
            ConditionOperator.InTheLastDays, ConditionOperator.IsEmpty, ConditionOperator.IsNotEmpty,
        ],
    };

    // Returns the number of predicates.
    private static int Visit(Condition condition, string path, int level, Func<string, AttributeType?> typeOf, List<ConditionFault> faults)
    {
        if (level > Condition.MaxLevels)
        {
            faults.Add(new(path, "TOO_DEEP", $"is deeper than {Condition.MaxLevels} levels"));
            return 0;
        }

        switch (condition)
        {
            case AllOf all:
                return VisitAll(all.Operands, Join(path, "all"), level, typeOf, faults);
            case AnyOf any:
                return VisitAll(any.Operands, Join(path, "any"), level, typeOf, faults);
            case Negation not:
                return Visit(not.Operand, Join(path, "not"), level + 1, typeOf, faults);
            case Predicate predicate:
                Check(predicate, Join(path, "predicate"), typeOf, faults);
                return 1;
            default:
                throw new ArgumentException($"{condition.GetType().Name} is no condition.", nameof(condition));
        }
    }

    private static int VisitAll(
        IReadOnlyList<Condition> operands, string path, int level, Func<string, AttributeType?> typeOf, List<ConditionFault> faults)
    {
        if (operands.Count < 2)
        {
            faults.Add(new($"{path}.conditions", "TOO_FEW", "needs at least two conditions"));
        }

        return operands.Index().Sum(operand => Visit(operand.Item, $"{path}.conditions[{operand.Index}]", level + 1, typeOf, faults));
    }

    private static void Check(Predicate predicate, string path, Func<string, AttributeType?> typeOf, List<ConditionFault> faults)
    {
        if (typeOf(predicate.Attribute) is not { } type)
        {
            faults.Add(new($"{path}.attribute", "UNKNOWN_ATTRIBUTE", $"names no attribute: '{predicate.Attribute}'"));
            return;
        }

        if (!OperatorsOf(type).Contains(predicate.Operator))
        {
            faults.Add(new(
                $"{path}.operator", "OPERATOR_DOES_NOT_FIT",
                $"doesn't fit '{predicate.Attribute}', whose type is {type.ToString().ToUpperInvariant()}"));
            return;
        }

        var (least, most) = CountOf(predicate.Operator);
        if (predicate.Values.Count < least || predicate.Values.Count > most)
        {
            var wanted = least == most ? $"exactly {least}" : $"{least} to {most}";
            faults.Add(
                new(
                    $"{path}.values",
                    predicate.Values.Count < least ? "TOO_FEW" : "TOO_MANY",
                    $"has {predicate.Values.Count} values, not {wanted}"));
            return;
        }

        var wrong = predicate.Values.Index()
            .Select(value => (value.Index, Fault: FaultOf(value.Item, predicate.Operator, type)))
            .Where(value => value.Fault is not null)
            .Select(value => new ConditionFault($"{path}.values[{value.Index}]", value.Fault!.Value.Reason, value.Fault.Value.Description))
            .ToArray();
        faults.AddRange(wrong);
        if (predicate.Operator == ConditionOperator.Between && wrong.Length == 0 && IsReversed(predicate.Values[0], predicate.Values[1]))
        {
            faults.Add(new($"{path}.values", "OUT_OF_RANGE", "has the greater value first"));
        }
    }

    private static (int Least, int Most) CountOf(ConditionOperator comparison) => comparison switch
    {
        ConditionOperator.IsEmpty or ConditionOperator.IsNotEmpty => (0, 0),
        ConditionOperator.Between => (2, 2),
        ConditionOperator.In or ConditionOperator.StartsWith or ConditionOperator.EndsWith or ConditionOperator.Contains
            or ConditionOperator.DoesNotContain => (1, Predicate.MaxValues),
        ConditionOperator.Is or ConditionOperator.IsNot or ConditionOperator.Less or ConditionOperator.LessOrEqual
            or ConditionOperator.Greater or ConditionOperator.GreaterOrEqual or ConditionOperator.Before or ConditionOperator.After
            or ConditionOperator.InTheLastDays => (1, 1),
    };

    private static (string Reason, string Description)? FaultOf(ConditionValue value, ConditionOperator comparison, AttributeType type) =>
        (comparison, type, value) switch
        {
            (ConditionOperator.InTheLastDays, _, { Number: null }) => ("WRONG_TYPE", "must be a number of days"),
            (ConditionOperator.InTheLastDays, _, { Number: var days }) =>
                days is >= 1 and <= MaxDays && double.IsInteger(days.Value)
                    ? null
                    : ("OUT_OF_RANGE", $"must be a whole number from 1 to {MaxDays}"),
            (_, AttributeType.Text or AttributeType.TextList, { Text: null }) => ("WRONG_TYPE", "must be a text"),
            (_, AttributeType.Text or AttributeType.TextList, { Text.Length: 0 }) =>
                ("REQUIRED", "must not be empty; IS EMPTY asks for that"),
            (_, AttributeType.Text or AttributeType.TextList, { Text.Length: > Predicate.MaxTextLength }) =>
                ("TOO_LONG", $"has more than {Predicate.MaxTextLength} characters"),
            (_, AttributeType.Text or AttributeType.TextList, { Text: var text }) =>
                !FoldedText.IsWellFormed(text) ? ("MALFORMED", "isn't well-formed Unicode")
                // Refused in attributes too, so none can have such a value; and some programs end a text at this character.
                : text.Contains('\0') ? ("MALFORMED", "contains the character U+0000")
                : null,
            (_, AttributeType.Number, { Number: null }) => ("WRONG_TYPE", "must be a number"),
            (_, AttributeType.Number, { Number: var number }) =>
                double.IsFinite(number.Value) ? null : ("OUT_OF_RANGE", "must be a finite number"),
            (_, AttributeType.Boolean, { Boolean: null }) => ("WRONG_TYPE", "must be TRUE or FALSE"),
            (_, AttributeType.Date, { Date: null }) => ("WRONG_TYPE", "must be a date"),
            _ => null,
        };

    private static bool IsReversed(ConditionValue low, ConditionValue high) => low.Number > high.Number || low.Date > high.Date;

    private static string Join(string path, string part) => path.Length == 0 ? part : $"{path}.{part}";
}
