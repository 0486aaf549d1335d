using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The changes to a solution interest.</summary>
public sealed record SolutionInterestChange
{
    /// <summary>The new name; null leaves it as it is.</summary>
    public string? Name { get; init; }

    /// <summary>The new description; null leaves it as it is.</summary>
    public string? Description { get; init; }

    /// <summary>Whether <see cref="StageModelId"/> replaces the previous stage model.</summary>
    public bool ChangesStageModel { get; init; }

    /// <summary>A live stage model; null removes it.</summary>
    public StageModelId? StageModelId { get; init; }

    /// <summary>Whether maintenance updates the interest's groups; null leaves it as it is.</summary>
    public bool? UpdateExistingBuyingGroups { get; init; }
}
