namespace BuyingGroups.Domain.Scoring;

/// <summary>The life cycle of a scoring model.</summary>
public enum ScoringModelStatus
{
    /// <summary>It can be edited, and scores nothing.</summary>
    Draft = 1,

    /// <summary>It scores, and is read-only. Exactly one model is active at any time.</summary>
    Active = 2,

    /// <summary>It was replaced by another model, and is read-only.</summary>
    Archived = 3,
}
