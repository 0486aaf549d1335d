using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Server.Services.Conditions;

/// <summary>Maps conditions from and to the contracts.</summary>
internal static class ConditionMapping
{
    /// <summary>The condition in both forms, as a tree and as text.</summary>
    public static Proto.Condition ToProto(this Condition condition) =>
        new() { Tree = ToTree(condition), Text = ConditionText.Print(condition) };

    /// <summary>The condition of a contract's tree whose shape <see cref="ConditionReader"/> has checked.</summary>
    public static Condition ToCondition(this Proto.ConditionTree tree) => tree.KindCase switch
    {
        Proto.ConditionTree.KindOneofCase.All => new AllOf([.. tree.All.Conditions.Select(ToCondition)]),
        Proto.ConditionTree.KindOneofCase.Any => new AnyOf([.. tree.Any.Conditions.Select(ToCondition)]),
        Proto.ConditionTree.KindOneofCase.Not => new Negation(tree.Not.ToCondition()),
        _ => new Predicate(
            tree.Predicate.Attribute,
            ProtoEnums.ConditionOperator.Own(tree.Predicate.Operator),
            [.. tree.Predicate.Values.Select(ToValue)]),
    };

    private static ConditionValue ToValue(Proto.ConditionValue value) => value.KindCase switch
    {
        Proto.ConditionValue.KindOneofCase.Text => ConditionValue.Of(value.Text),
        Proto.ConditionValue.KindOneofCase.Number => ConditionValue.Of(value.Number),
        Proto.ConditionValue.KindOneofCase.Date => ConditionValue.Of(CalendarDay.Of(value.Date)!.Value),
        _ => ConditionValue.Of(value.Boolean),
    };

    private static Proto.ConditionTree ToTree(Condition condition) => condition switch
    {
        AllOf all => new() { All = new() { Conditions = { all.Operands.Select(ToTree) } } },
        AnyOf any => new() { Any = new() { Conditions = { any.Operands.Select(ToTree) } } },
        Negation not => new() { Not = ToTree(not.Operand) },
        Predicate predicate => new()
        {
            Predicate = new()
            {
                Attribute = predicate.Attribute,
                Operator = ProtoEnums.ConditionOperator.Proto(predicate.Operator),
                Values = { predicate.Values.Select(ToProto) },
            },
        },
        _ => throw new ArgumentException($"{condition.GetType().Name} is no condition.", nameof(condition)),
    };

    private static Proto.ConditionValue ToProto(ConditionValue value) => value switch
    {
        { Text: { } text } => new() { Text = text },
        { Number: { } number } => new() { Number = number },
        { Date: { } date } => new() { Date = CalendarDay.ToProto(date) },
        _ => new() { Boolean = value.Boolean ?? false },
    };
}
