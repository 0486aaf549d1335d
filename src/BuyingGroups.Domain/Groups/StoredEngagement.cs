namespace BuyingGroups.Domain.Groups;

/// <summary>An engagement score as a maintenance pass found it; the score of this second is computed whenever it is asked for.</summary>
/// <param name="Exact">The role-weighted score.</param>
/// <param name="Displayed">The same as shown.</param>
/// <param name="At">When it was stored.</param>
public sealed record StoredEngagement(double Exact, long Displayed, DateTimeOffset At);
