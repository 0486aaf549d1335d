namespace BuyingGroups.Storage;

/// <summary>A rule forbids the change in the state that things are in.</summary>
/// <param name="reason">Stable, in upper snake case, such as <c>TEMPLATE_NOT_DRAFT</c>.</param>
/// <param name="subject">What the rule is about: the id of a resource, or a field.</param>
/// <param name="description">A sentence for the caller.</param>
public sealed class PreconditionFailedException(string reason, string subject, string description) : Exception(description)
{
    /// <summary>Stable, in upper snake case.</summary>
    public string Reason { get; } = reason;

    /// <summary>What the rule is about.</summary>
    public string Subject { get; } = subject;
}
