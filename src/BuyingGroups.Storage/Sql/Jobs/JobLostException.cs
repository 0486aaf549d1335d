namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>
/// The server's claim on the job is void: its lease expired and another server claimed the job, or the job was restarted or deleted.
/// Nothing was written.
/// </summary>
/// <param name="id">The job.</param>
public sealed class JobLostException(string id) : Exception($"The lease of job {id} was lost.");
