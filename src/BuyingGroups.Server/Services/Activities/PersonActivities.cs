using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>One person's activities of a batch that can be recorded.</summary>
/// <param name="Account">The person's account.</param>
/// <param name="Indexes">Where each of them stands in the batch.</param>
/// <param name="Activities">What is recorded of each.</param>
internal sealed record PersonActivities(AccountId Account, List<int> Indexes, List<ActivityToRecord> Activities);
