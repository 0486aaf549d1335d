namespace BuyingGroups.Client;

/// <summary>What became of the activities of an <see cref="ActivityRecorder"/> so far.</summary>
/// <param name="Recorded">Counted by the server.</param>
/// <param name="Duplicate">
/// Known to the server already. That includes activities that it counted while the stream broke before it could say so.
/// </param>
/// <param name="Expired">Older than the scoring window.</param>
/// <param name="Refused">Refused for good.</param>
public readonly record struct ActivityRecorderCounts(long Recorded, long Duplicate, long Expired, long Refused)
{
    /// <summary>All that the server has answered.</summary>
    public long Total => Recorded + Duplicate + Expired + Refused;
}
