using BuyingGroups.V1;

namespace BuyingGroups.Client;

/// <summary>
/// An <see cref="ActivityRecorder"/> stopped before all of its activities were acknowledged. Some may have been counted all the same: send
/// them again with the same ids, and none counts twice.
/// </summary>
public sealed class UnacknowledgedActivitiesException : Exception
{
    internal UnacknowledgedActivitiesException(IReadOnlyList<Activity> activities, string reason, Exception? innerException)
        : base($"{activities.Count} activities were not acknowledged. {reason}", innerException) => Activities = activities;

    /// <summary>The unacknowledged activities, in the order in which they were recorded.</summary>
    public IReadOnlyList<Activity> Activities { get; }
}
