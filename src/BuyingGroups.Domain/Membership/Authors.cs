namespace BuyingGroups.Domain.Membership;

/// <summary>
/// Names of authors that only the service itself gives: those of a journey's node and of a job. Nobody else may be called so.
/// </summary>
public static class Authors
{
    private const string Journeys = "journeys/";
    private const string Jobs = "jobs/";

    /// <summary>What such names begin with, for messages.</summary>
    public const string ReservedPrefixes = $"'{Journeys}' or '{Jobs}'";

    /// <summary>The author of what a journey's node does.</summary>
    public static string OfNode(string journeyId, string nodeId) => $"{Journeys}{journeyId}/nodes/{nodeId}";

    /// <summary>The author of what a job does.</summary>
    public static string OfJob(string jobId) => $"{Jobs}{jobId}";

    /// <summary>Whether somebody of this name would look like a journey or a job.</summary>
    public static bool IsReserved(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Journeys, StringComparison.OrdinalIgnoreCase) || name.StartsWith(Jobs, StringComparison.OrdinalIgnoreCase);
    }
}
