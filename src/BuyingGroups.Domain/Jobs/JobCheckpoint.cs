namespace BuyingGroups.Domain.Jobs;

/// <summary>Where a job stands: all up to here is done, and nothing after it, but for pieces of an account of very many people.</summary>
/// <param name="Step">What it goes through.</param>
/// <param name="After">The id of the last account or group that is done; empty at the beginning.</param>
public sealed record JobCheckpoint(JobStep Step, string After);
