using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>The recordable activities of one person in a batch.</summary>
/// <param name="Account">The person's account.</param>
/// <param name="Indexes">The index of each activity in the batch.</param>
/// <param name="Activities">What is recorded of each.</param>
internal sealed record PersonActivities(AccountId Account, List<int> Indexes, List<ActivityToRecord> Activities);
