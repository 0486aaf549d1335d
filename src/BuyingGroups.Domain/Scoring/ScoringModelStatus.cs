namespace BuyingGroups.Domain.Scoring;

/// <summary>The life of a scoring model.</summary>
public enum ScoringModelStatus
{
    /// <summary>Can be edited; scores nothing.</summary>
    Draft = 1,

    /// <summary>The one that scores; read-only. Exactly one model is active at any time.</summary>
    Active = 2,

    /// <summary>Replaced by another; read-only.</summary>
    Archived = 3,
}
