using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Conditions;

/// <summary>The attributes that conditions may name, with their types and how each is read.</summary>
/// <typeparam name="TSubject">The type that has the attributes.</typeparam>
public sealed class AttributeSchema<TSubject>
{
    private readonly Dictionary<string, (AttributeType Type, Func<TSubject, AttributeReading> Read)> _attributes;

    /// <summary>Creates the schema.</summary>
    /// <param name="standard">The standard attributes.</param>
    /// <param name="customOf">Returns the custom attributes of a subject.</param>
    /// <param name="custom">The declared custom attributes, by name.</param>
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

    /// <summary>The type of an attribute; null if there is none with this name.</summary>
    public AttributeType? TypeOf(string name) => _attributes.TryGetValue(name, out var attribute) ? attribute.Type : null;

    /// <summary>Compiles a condition for evaluation.</summary>
    /// <exception cref="ArgumentException">The condition has faults, see <see cref="ConditionRules"/>.</exception>
    public CompiledCondition<TSubject> Compile(Condition condition)
    {
        var faults = ConditionRules.FaultsOf(condition, this);
        return faults.Count == 0
            ? new CompiledCondition<TSubject>(condition, this)
            : throw new ArgumentException($"{faults[0].Path} {faults[0].Description}", nameof(condition));
    }

    /// <summary>Returns the function that reads an attribute.</summary>
    /// <exception cref="KeyNotFoundException">There is no attribute with this name.</exception>
    internal Func<TSubject, AttributeReading> ReaderOf(string name) => _attributes[name].Read;

    // A value with another type than the declared one was written before the declaration. Conditions treat it as missing.
    private static AttributeReading Reading(AttributeValue value, AttributeType type) => type switch
    {
        AttributeType.Text => new() { Text = value.Text },
        AttributeType.Number => new() { Number = value.Number },
        AttributeType.Boolean => new() { Boolean = value.Boolean },
        AttributeType.Date => new() { Date = value.Date },
        // No custom attribute has a list as its value.
        AttributeType.TextList => default,
    };
}
