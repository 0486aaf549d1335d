namespace BuyingGroups.Domain.Conditions;

/// <summary>The attributes that a condition names.</summary>
public static class ConditionAttributes
{
    /// <summary>The name of each predicate's attribute, possibly repeated.</summary>
    public static IEnumerable<string> Of(Condition condition) => condition switch
    {
        AllOf all => all.Operands.SelectMany(Of),
        AnyOf any => any.Operands.SelectMany(Of),
        Negation not => Of(not.Operand),
        Predicate predicate => [predicate.Attribute],
        _ => throw new ArgumentException($"{condition.GetType().Name} is no condition.", nameof(condition)),
    };
}
