namespace BuyingGroups.Domain.Scoring;

/// <summary>The calendar days that a score counts, both ends included.</summary>
/// <param name="First">The first day that counts.</param>
/// <param name="Last">Today.</param>
public readonly record struct ScoringWindow(Day First, Day Last)
{
    /// <summary>Whether activity of <paramref name="day"/> counts.</summary>
    public bool Contains(Day day) => day >= First && day <= Last;
}
