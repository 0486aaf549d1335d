namespace BuyingGroups.Domain.Membership;

/// <summary>
/// Author names that only the service itself assigns: those of a journey's node and of a job. No caller may have such a name.
/// </summary>
public static class Authors
{
    private const string Journeys = "journeys/";
    private const string Jobs = "jobs/";

    /// <summary>The prefixes of such names, for messages.</summary>
    public const string ReservedPrefixes = $"'{Journeys}' or '{Jobs}'";

    /// <summary>The author of the decisions of a journey's node.</summary>
    public static string OfNode(string journeyId, string nodeId) => $"{Journeys}{journeyId}/nodes/{nodeId}";

    /// <summary>The author of the decisions of a job.</summary>
    public static string OfJob(string jobId) => $"{Jobs}{jobId}";

    /// <summary>Whether a name looks like that of a journey or a job.</summary>
    public static bool IsReserved(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Journeys, StringComparison.OrdinalIgnoreCase) || name.StartsWith(Jobs, StringComparison.OrdinalIgnoreCase);
    }
}
