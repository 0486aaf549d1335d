namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The job isn't this server's any more: its lease ran out and another has it, it begins anew, or it was deleted. Nothing was written.</summary>
/// <param name="id">The job.</param>
public sealed class JobLostException(string id) : Exception($"The lease of job {id} was lost.");
