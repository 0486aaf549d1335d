using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>Everything that the store has about one person, for an operator.</summary>
/// <param name="Counters">The counters by day and type, newest day first.</param>
/// <param name="CountersExpireIn">When the counters expire if nothing newer is recorded; null if there are none.</param>
/// <param name="RememberedIds">The number of remembered ids of activities.</param>
/// <param name="MovedTo">The account to which the person has moved; null if there is no marker of a move.</param>
public sealed record PersonInspection(
    IReadOnlyList<ActivityCount> Counters, TimeSpan? CountersExpireIn, int RememberedIds, string? MovedTo);
