using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The right to run a job until its lease expires. Each committed batch renews the lease.</summary>
/// <param name="Job">The job as it is at <paramref name="Checkpoint"/>.</param>
/// <param name="Owner">Identifies the claim. Another claim of the same server has another owner.</param>
/// <param name="Checkpoint">Where to continue.</param>
/// <param name="LeaseFor">How long a lease lasts, and so how long a batch may take.</param>
public sealed record JobClaim(Job Job, string Owner, JobCheckpoint Checkpoint, TimeSpan LeaseFor);
