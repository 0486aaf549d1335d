namespace BuyingGroups.Storage;

/// <summary>Rules forbid the call in the current state of the resources.</summary>
/// <param name="violations">All rules that forbid the call, at least one.</param>
public sealed class PreconditionFailedException(IReadOnlyList<FailedPrecondition> violations)
    : Exception(string.Join(" ", violations.Select(violation => violation.Description)))
{
    /// <summary>A single rule forbids the call.</summary>
    /// <param name="reason">A stable code, see <see cref="PreconditionReasons"/>.</param>
    /// <param name="subject">The id of the resource in the wrong state.</param>
    /// <param name="description">A sentence for people.</param>
    public PreconditionFailedException(string reason, string subject, string description)
        : this([new FailedPrecondition(reason, subject, description)])
    {
    }

    /// <summary>All rules that forbid the call, at least one.</summary>
    public IReadOnlyList<FailedPrecondition> Violations { get; } = violations;

    /// <summary>The stable code of the first rule, such as <c>TEMPLATE_NOT_DRAFT</c>.</summary>
    public string Reason => Violations[0].Reason;

    /// <summary>The id of the resource in the wrong state for the first rule.</summary>
    public string Subject => Violations[0].Subject;

    /// <summary>A sentence for people for each rule.</summary>
    public string Description => Message;
}

/// <summary>A rule that forbids a call.</summary>
/// <param name="Reason">A stable code.</param>
/// <param name="Subject">The id of the resource in the wrong state.</param>
/// <param name="Description">A sentence for people.</param>
public sealed record FailedPrecondition(string Reason, string Subject, string Description);
