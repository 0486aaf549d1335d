namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// The value of an attribute as it was read from a subject. At most one of its parts is set; none is set if the attribute is missing.
/// </summary>
public readonly record struct AttributeReading
{
    /// <summary>A text.</summary>
    public string? Text { get; init; }

    /// <summary>Texts.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>A number.</summary>
    public double? Number { get; init; }

    /// <summary>A truth value.</summary>
    public bool? Boolean { get; init; }

    /// <summary>A calendar day.</summary>
    public DateOnly? Date { get; init; }
}
