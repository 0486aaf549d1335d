namespace BuyingGroups.Domain.Stages;

/// <summary>What a stage stands for.</summary>
public enum StageKind
{
    /// <summary>A group without a stage may come here.</summary>
    Entry = 1,

    /// <summary>On the way.</summary>
    Intermediate = 2,

    /// <summary>The deal is won: the end.</summary>
    Success = 3,

    /// <summary>The deal is lost; it may come back.</summary>
    Failure = 4,
}
