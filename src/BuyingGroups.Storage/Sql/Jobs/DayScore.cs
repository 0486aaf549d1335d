namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>One day of a group's score history.</summary>
/// <param name="Day">The day on which the pass began, in the configured time zone.</param>
/// <param name="Score">The scores as the day's last pass found them.</param>
/// <param name="StoredAt">When the scores were stored.</param>
public sealed record DayScore(DateOnly Day, StoredScore Score, DateTimeOffset StoredAt);
