using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The right to go on with a job, until its lease runs out; each batch that is committed prolongs it.</summary>
/// <param name="Job">The job as it stands at <paramref name="Checkpoint"/>.</param>
/// <param name="Owner">Identifies the claim: another claim of the same server has another.</param>
/// <param name="Checkpoint">Where to go on.</param>
/// <param name="LeaseFor">For how long a batch may take.</param>
public sealed record JobClaim(Job Job, string Owner, JobCheckpoint Checkpoint, TimeSpan LeaseFor);
