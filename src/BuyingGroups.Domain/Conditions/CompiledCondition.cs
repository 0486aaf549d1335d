namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// A condition that is compiled to be evaluated many times, on any thread. The cost of an evaluation grows with the length of the subject's
/// texts that the condition names, and not with the number of values with which they are compared.
/// </summary>
/// <typeparam name="TSubject">The type against which the condition is evaluated.</typeparam>
public sealed class CompiledCondition<TSubject>
{
    private readonly Dictionary<string, Texts> _texts = [];
    private readonly HashSet<string> _attributes = [];
    private readonly Node _root;
    private int _predicates;

    /// <summary>
    /// Compiles a condition that is valid under the schema, and therefore has no more predicates than the set of predicates has bits.
    /// </summary>
    internal CompiledCondition(Condition condition, AttributeSchema<TSubject> schema)
    {
        _root = Compile(condition, schema);
        foreach (var texts in _texts.Values)
        {
            texts.Predicates.Complete();
        }
    }

    /// <summary>The attributes that the condition names.</summary>
    public IReadOnlySet<string> Attributes => _attributes;

    /// <summary>Whether the condition holds for a subject.</summary>
    /// <param name="subject">The subject whose attributes are compared.</param>
    /// <param name="today">The current day in the configured time zone, for <see cref="ConditionOperator.InTheLastDays"/>.</param>
    public bool Matches(TSubject subject, DateOnly today)
    {
        var evaluation = new Evaluation(subject, today);
        return _root.Holds(ref evaluation);
    }

    private Node Compile(Condition condition, AttributeSchema<TSubject> schema)
    {
        switch (condition)
        {
            case AllOf all:
                return new Operands([.. all.Operands.Select(operand => Compile(operand, schema))], areAlternatives: false);
            case AnyOf any:
                return new Operands([.. any.Operands.Select(operand => Compile(operand, schema))], areAlternatives: true);
            case Negation not:
                return new Not(Compile(not.Operand, schema));
            case Predicate predicate:
                _attributes.Add(predicate.Attribute);
                return Comparison.Opposite(predicate.Operator) is { } opposite
                    ? new Not(Compile(predicate with { Operator = opposite }, schema.ReaderOf(predicate.Attribute)))
                    : Compile(predicate, schema.ReaderOf(predicate.Attribute));
            default:
                throw new ArgumentException($"{condition.GetType().Name} is no condition.", nameof(condition));
        }
    }

    private Node Compile(Predicate predicate, Func<TSubject, AttributeReading> read)
    {
        if (predicate.Values.Count == 0 || predicate.Values[0].Text is null)
        {
            return new Value(read, Comparison.Of(predicate.Operator, predicate.Values));
        }

        if (!_texts.TryGetValue(predicate.Attribute, out var texts))
        {
            _texts[predicate.Attribute] = texts = new Texts(read, new TextPredicates());
        }

        var bit = UInt128.One << _predicates++;
        texts.Predicates.Add(predicate.Operator, predicate.Values, bit);
        return new Text(texts, bit);
    }

    /// <summary>The evaluation of one subject, with what is known about it so far.</summary>
    private struct Evaluation(TSubject subject, DateOnly today)
    {
        public readonly TSubject Subject => subject;

        public readonly DateOnly Today => today;

        /// <summary>The text predicates that have been decided.</summary>
        public UInt128 Decided { get; set; }

        /// <summary>The decided predicates that hold.</summary>
        public UInt128 Holding { get; set; }
    }

    private sealed record Texts(Func<TSubject, AttributeReading> Read, TextPredicates Predicates);

    private abstract class Node
    {
        public abstract bool Holds(ref Evaluation evaluation);
    }

    private sealed class Operands(Node[] operands, bool areAlternatives) : Node
    {
        public override bool Holds(ref Evaluation evaluation)
        {
            foreach (var operand in operands)
            {
                if (operand.Holds(ref evaluation) == areAlternatives)
                {
                    return areAlternatives;
                }
            }

            return !areAlternatives;
        }
    }

    private sealed class Not(Node operand) : Node
    {
        public override bool Holds(ref Evaluation evaluation) => !operand.Holds(ref evaluation);
    }

    private sealed class Value(Func<TSubject, AttributeReading> read, Func<AttributeReading, DateOnly, bool> compare) : Node
    {
        public override bool Holds(ref Evaluation evaluation) => compare(read(evaluation.Subject), evaluation.Today);
    }

    private sealed class Text(Texts texts, UInt128 predicate) : Node
    {
        public override bool Holds(ref Evaluation evaluation)
        {
            if ((evaluation.Decided & predicate) == UInt128.Zero)
            {
                evaluation.Decided |= texts.Predicates.All;
                evaluation.Holding |= texts.Predicates.HoldingFor(texts.Read(evaluation.Subject));
            }

            return (evaluation.Holding & predicate) != UInt128.Zero;
        }
    }
}
