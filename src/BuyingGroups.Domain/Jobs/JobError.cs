using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>Why a job couldn't process an account.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Message">The reason.</param>
public sealed record JobError(AccountId AccountId, string Message);
