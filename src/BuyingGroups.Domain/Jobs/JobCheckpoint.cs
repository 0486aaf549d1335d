namespace BuyingGroups.Domain.Jobs;

/// <summary>
/// Where a job stands: everything up to here is done, and nothing after it, except for pieces of an account with very many people.
/// </summary>
/// <param name="Step">The current step.</param>
/// <param name="After">The id of the last account or group that is done; empty at the beginning.</param>
public sealed record JobCheckpoint(JobStep Step, string After);
