namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>The id was used for other commands within the last 24 hours.</summary>
/// <param name="requestId">The id.</param>
public sealed class RequestIdReusedException(string requestId)
    : Exception($"request_id {requestId} was used for another request within the last 24 hours.")
{
    /// <summary>The id.</summary>
    public string RequestId { get; } = requestId;
}
