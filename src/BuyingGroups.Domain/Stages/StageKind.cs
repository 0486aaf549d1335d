namespace BuyingGroups.Domain.Stages;

/// <summary>The kind of a stage.</summary>
public enum StageKind
{
    /// <summary>A group without a stage may enter here.</summary>
    Entry = 1,

    /// <summary>A stage on the way.</summary>
    Intermediate = 2,

    /// <summary>The deal is won, and no transition leads on.</summary>
    Success = 3,

    /// <summary>The deal is lost; it may come back.</summary>
    Failure = 4,
}
