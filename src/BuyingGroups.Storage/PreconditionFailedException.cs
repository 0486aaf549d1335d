namespace BuyingGroups.Storage;

/// <summary>A rule forbids the call in the state that things are in now.</summary>
/// <param name="reason">A stable code, see <see cref="PreconditionReasons"/>.</param>
/// <param name="subject">The id of what is in the wrong state.</param>
/// <param name="description">A sentence for people.</param>
public sealed class PreconditionFailedException(string reason, string subject, string description) : Exception(description)
{
    /// <summary>A stable code, such as <c>TEMPLATE_NOT_DRAFT</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>The id of what is in the wrong state.</summary>
    public string Subject { get; } = subject;

    /// <summary>A sentence for people.</summary>
    public string Description => Message;
}
