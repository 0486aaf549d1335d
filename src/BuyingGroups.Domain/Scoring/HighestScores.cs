namespace BuyingGroups.Domain.Scoring;

/// <summary>The highest activity-weighted scores of the instance, as the last maintenance pass found them.</summary>
/// <param name="Group">Of a group.</param>
/// <param name="Person">Of a person of the directory, whether a member of a group or not.</param>
/// <param name="At">When the maintenance pass had found them.</param>
public sealed record HighestScores(ExactScore Group, ExactScore Person, DateTimeOffset At)
{
    /// <summary>What normalized scores of groups compare with.</summary>
    public HighestScore OfGroups => new(Group, At);

    /// <summary>What normalized scores of people compare with.</summary>
    public HighestScore OfPeople => new(Person, At);
}
