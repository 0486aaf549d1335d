using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Conditions;

/// <summary>Which attributes conditions may name, of which type, and how each is read.</summary>
/// <typeparam name="TSubject">Whose attributes they are.</typeparam>
public sealed class AttributeSchema<TSubject>
{
    private readonly Dictionary<string, (AttributeType Type, Func<TSubject, AttributeReading> Read)> _attributes;

    /// <summary>Makes the schema.</summary>
    /// <param name="standard">The standard attributes.</param>
    /// <param name="customOf">Where a subject has its custom ones.</param>
    /// <param name="custom">The custom attributes that are declared, by name.</param>
    public AttributeSchema(
        IReadOnlyDictionary<string, (AttributeType Type, Func<TSubject, AttributeReading> Read)> standard,
        Func<TSubject, IReadOnlyDictionary<string, AttributeValue>> customOf,
        IReadOnlyDictionary<string, AttributeType> custom)
    {
        _attributes = new(standard);
        foreach (var (name, type) in custom)
        {
            _attributes[CustomName.Prefix + name] = (
                type,
                subject => customOf(subject).TryGetValue(name, out var value) && value is not null ? Reading(value, type) : default);
        }
    }

    /// <summary>The names and types of all attributes, in the order of their names.</summary>
    public IEnumerable<(string Name, AttributeType Type)> Attributes =>
        _attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => (attribute.Key, attribute.Value.Type));

    /// <summary>The type of an attribute; null if there is none of that name.</summary>
    public AttributeType? TypeOf(string name) => _attributes.TryGetValue(name, out var attribute) ? attribute.Type : null;

    /// <summary>Makes a condition ready to be evaluated.</summary>
    /// <exception cref="ArgumentException">It has faults, see <see cref="ConditionRules"/>.</exception>
    public CompiledCondition<TSubject> Compile(Condition condition)
    {
        var faults = ConditionRules.FaultsOf(condition, this);
        return faults.Count == 0
            ? new CompiledCondition<TSubject>(condition, this)
            : throw new ArgumentException($"{faults[0].Path} {faults[0].Description}", nameof(condition));
    }

    /// <summary>How an attribute is read.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    internal Func<TSubject, AttributeReading> ReaderOf(string name) => _attributes[name].Read;

    // A value of another type than declared was written before the declaration; to conditions it is missing.
    private static AttributeReading Reading(AttributeValue value, AttributeType type) => type switch
    {
        AttributeType.Text => new() { Text = value.Text },
        AttributeType.Number => new() { Number = value.Number },
        AttributeType.Boolean => new() { Boolean = value.Boolean },
        AttributeType.Date => new() { Date = value.Date },
        // No value of a custom attribute is a list.
        AttributeType.TextList => default,
    };
}
