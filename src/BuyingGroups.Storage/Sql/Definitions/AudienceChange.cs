using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What is to change in an audience.</summary>
public sealed record AudienceChange
{
    /// <summary>Null: stays.</summary>
    public string? Name { get; init; }

    /// <summary>Null: stays.</summary>
    public string? Description { get; init; }

    /// <summary>Whether <see cref="Condition"/> replaces what there was.</summary>
    public bool ChangesCondition { get; init; }

    /// <summary>Over attributes of accounts; null: none any more, which needs a list.</summary>
    public Condition? Condition { get; init; }
}
