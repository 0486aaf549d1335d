namespace BuyingGroups.Client;

/// <summary>The outcomes of the activities of an <see cref="ActivityRecorder"/> so far.</summary>
/// <param name="Recorded">The number of activities that the server counted.</param>
/// <param name="Duplicate">
/// The number that the server knew already. This includes activities that it counted while the stream broke before it could answer.
/// </param>
/// <param name="Expired">The number that are older than the scoring window.</param>
/// <param name="Refused">The number that were refused for good.</param>
public readonly record struct ActivityRecorderCounts(long Recorded, long Duplicate, long Expired, long Refused)
{
    /// <summary>The number of activities that the server has answered.</summary>
    public long Total => Recorded + Duplicate + Expired + Refused;
}
