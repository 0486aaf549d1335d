namespace BuyingGroups.Domain.Conditions;

/// <summary>A condition made ready to be evaluated many times, on any thread.</summary>
/// <typeparam name="TSubject">What it is evaluated against.</typeparam>
public sealed class CompiledCondition<TSubject>
{
    private readonly Func<TSubject, DateOnly, bool> _matches;
    private readonly HashSet<string> _attributes = [];

    /// <summary>Compiles a condition that has no faults under the schema.</summary>
    internal CompiledCondition(Condition condition, AttributeSchema<TSubject> schema) => _matches = Compile(condition, schema);

    /// <summary>The attributes that it names.</summary>
    public IReadOnlySet<string> Attributes => _attributes;

    /// <summary>Whether it holds for a subject.</summary>
    /// <param name="subject">Whose attributes are compared.</param>
    /// <param name="today">For <see cref="ConditionOperator.InTheLastDays"/>: the day in the configured time zone.</param>
    public bool Matches(TSubject subject, DateOnly today) => _matches(subject, today);

    private Func<TSubject, DateOnly, bool> Compile(Condition condition, AttributeSchema<TSubject> schema)
    {
        switch (condition)
        {
            case AllOf all:
                var every = all.Operands.Select(operand => Compile(operand, schema)).ToArray();
                return (subject, today) => AreAll(every, true, subject, today);
            case AnyOf any:
                var some = any.Operands.Select(operand => Compile(operand, schema)).ToArray();
                return (subject, today) => !AreAll(some, false, subject, today);
            case Negation not:
                var inner = Compile(not.Operand, schema);
                return (subject, today) => !inner(subject, today);
            case Predicate predicate:
                _attributes.Add(predicate.Attribute);
                var read = schema.ReaderOf(predicate.Attribute);
                var comparison = Comparison.Of(predicate);
                return (subject, today) => comparison(read(subject), today);
            default:
                throw new ArgumentException($"{condition.GetType().Name} is no condition.", nameof(condition));
        }
    }

    // A loop, since a lambda over subject and day would be made anew for each evaluation.
    private static bool AreAll(Func<TSubject, DateOnly, bool>[] operands, bool expected, TSubject subject, DateOnly today)
    {
        foreach (var operand in operands)
        {
            if (operand(subject, today) != expected)
            {
                return false;
            }
        }

        return true;
    }
}
