using System.Buffers;
using System.Text;

namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// All predicates of a condition that compare the text of one attribute. They are decided together: a value is folded once and scanned
/// once, however many predicates and values there are. Each predicate is one bit of a set.
/// </summary>
internal sealed class TextPredicates
{
    private const int MaxOnStack = 256;

    private readonly Dictionary<string, UInt128> _equal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UInt128>.AlternateLookup<ReadOnlySpan<char>> _equalToSpan;
    private readonly NeedleTrie _starts = new();
    private readonly NeedleTrie _ends = new();
    private readonly NeedleTrie _contained = new();

    public TextPredicates() => _equalToSpan = _equal.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The set of all predicates.</summary>
    public UInt128 All { get; private set; }

    /// <summary>Adds a predicate.</summary>
    /// <param name="comparison">The operator, which must not be a negative one.</param>
    /// <param name="values">The values to compare with.</param>
    /// <param name="predicate">The predicate's bit.</param>
    public void Add(ConditionOperator comparison, IReadOnlyList<ConditionValue> values, UInt128 predicate)
    {
        All |= predicate;
        foreach (var value in values)
        {
            var folded = FoldedText.Of(value.Text!);
            switch (comparison)
            {
                case ConditionOperator.Is or ConditionOperator.In:
                    _equal[folded] = _equal.GetValueOrDefault(folded) | predicate;
                    break;
                case ConditionOperator.StartsWith:
                    _starts.Add(folded, predicate);
                    break;
                case ConditionOperator.EndsWith:
                    _ends.Add(string.Concat(folded.Reverse()), predicate);
                    break;
                case ConditionOperator.Contains:
                    _contained.Add(folded, predicate);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "not for texts");
            }
        }
    }

    /// <summary>Completes the set. To be called once all predicates are added.</summary>
    public void Complete() => _contained.Complete();

    /// <summary>The predicates that hold for a value of the attribute.</summary>
    public UInt128 HoldingFor(AttributeReading reading)
    {
        if (reading.Text is { } text)
        {
            return HoldingFor(text);
        }

        var holding = UInt128.Zero;
        foreach (var element in reading.Texts ?? [])
        {
            holding |= HoldingFor(element);
        }

        return holding;
    }

    private UInt128 HoldingFor(string text)
    {
        // Nothing is allocated for ASCII, the most common kind of text.
        Span<char> buffer = stackalloc char[MaxOnStack];
        return text.Length <= MaxOnStack && Ascii.ToUpper(text, buffer, out var length) == OperationStatus.Done
            ? HoldingForFolded(buffer[..length])
            : HoldingForFolded(FoldedText.Of(text));
    }

    private UInt128 HoldingForFolded(ReadOnlySpan<char> folded)
    {
        _equalToSpan.TryGetValue(folded, out var holding);
        holding |= _starts.IsEmpty ? UInt128.Zero : _starts.AtStart(folded);
        holding |= _ends.IsEmpty ? UInt128.Zero : _ends.AtEnd(folded);
        holding |= _contained.IsEmpty ? UInt128.Zero : _contained.Within(folded);
        return holding;
    }
}
