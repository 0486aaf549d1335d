namespace BuyingGroups.Domain.Jobs;

/// <summary>The id of a job, made by the service. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct JobId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
