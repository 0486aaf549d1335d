using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>Why a job couldn't do an account.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Message">Why.</param>
public sealed record JobError(AccountId AccountId, string Message);
