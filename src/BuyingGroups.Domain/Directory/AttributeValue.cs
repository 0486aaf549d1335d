namespace BuyingGroups.Domain.Directory;

/// <summary>The value of a custom attribute. Exactly one of its parts is set.</summary>
public sealed record AttributeValue
{
    /// <summary>A text. It may be empty, which differs from a missing attribute.</summary>
    public string? Text { get; init; }

    /// <summary>A finite number.</summary>
    public double? Number { get; init; }

    /// <summary>A truth value.</summary>
    public bool? Boolean { get; init; }

    /// <summary>A calendar day.</summary>
    public DateOnly? Date { get; init; }
}
