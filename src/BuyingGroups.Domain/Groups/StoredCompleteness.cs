namespace BuyingGroups.Domain.Groups;

/// <summary>A completeness score as it is stored with its group; what each role contributes is computed whenever it is asked for.</summary>
/// <param name="Exact">In percent, 0 to 100.</param>
/// <param name="Displayed">The same as shown.</param>
public sealed record StoredCompleteness(double Exact, int Displayed);
