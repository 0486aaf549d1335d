namespace BuyingGroups.Domain.Events;

/// <summary>How a number compares.</summary>
public enum NumberComparison
{
    /// <summary>=</summary>
    Equal = 1,

    /// <summary>≠</summary>
    NotEqual = 2,

    /// <summary>&lt;</summary>
    Less = 3,

    /// <summary>≤</summary>
    LessOrEqual = 4,

    /// <summary>&gt;</summary>
    Greater = 5,

    /// <summary>≥</summary>
    GreaterOrEqual = 6,

    /// <summary>From a bound to another, both included.</summary>
    Between = 7,
}
