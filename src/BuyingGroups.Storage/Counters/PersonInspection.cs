using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>What the store has of one person, for an operator.</summary>
/// <param name="Counters">By day and type, newest day first.</param>
/// <param name="CountersExpireIn">When they go if nothing newer is recorded; null if there are none.</param>
/// <param name="RememberedIds">How many ids of activities are remembered.</param>
/// <param name="MovedTo">The account that the person has moved to, if the marker of a move stands here.</param>
public sealed record PersonInspection(IReadOnlyList<ActivityCount> Counters, TimeSpan? CountersExpireIn, int RememberedIds, string? MovedTo);
