using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What is to change in a solution interest.</summary>
public sealed record SolutionInterestChange
{
    /// <summary>Null: stays.</summary>
    public string? Name { get; init; }

    /// <summary>Null: stays.</summary>
    public string? Description { get; init; }

    /// <summary>Whether <see cref="StageModelId"/> replaces what there was.</summary>
    public bool ChangesStageModel { get; init; }

    /// <summary>A live stage model; null: none any more.</summary>
    public StageModelId? StageModelId { get; init; }

    /// <summary>Null: stays.</summary>
    public bool? UpdateExistingBuyingGroups { get; init; }
}
