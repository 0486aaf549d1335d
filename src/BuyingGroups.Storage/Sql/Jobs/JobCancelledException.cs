namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The job was asked to stop. Nothing was written.</summary>
/// <param name="id">The job.</param>
public sealed class JobCancelledException(string id) : Exception($"Job {id} is to stop.");
