namespace BuyingGroups.Domain.Scoring;

/// <summary>The highest activity-weighted scores of the instance, as the last maintenance pass found them.</summary>
/// <param name="Group">The highest score of a group.</param>
/// <param name="Person">The highest score of a person of the directory, whether a member of a group or not.</param>
/// <param name="At">When the maintenance pass found them.</param>
public sealed record HighestScores(ExactScore Group, ExactScore Person, DateTimeOffset At)
{
    /// <summary>The score with which normalized scores of groups compare.</summary>
    public HighestScore OfGroups => new(Group, At);

    /// <summary>The score with which normalized scores of people compare.</summary>
    public HighestScore OfPeople => new(Person, At);
}
