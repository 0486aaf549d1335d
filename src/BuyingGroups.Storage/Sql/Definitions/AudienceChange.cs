using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The changes to an audience.</summary>
public sealed record AudienceChange
{
    /// <summary>The new name; null leaves it as it is.</summary>
    public string? Name { get; init; }

    /// <summary>The new description; null leaves it as it is.</summary>
    public string? Description { get; init; }

    /// <summary>Whether <see cref="Condition"/> replaces the previous condition.</summary>
    public bool ChangesCondition { get; init; }

    /// <summary>The condition over attributes of accounts; null removes it, which is only possible if the audience has a list.</summary>
    public Condition? Condition { get; init; }
}
