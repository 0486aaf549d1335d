namespace BuyingGroups.Domain.Directory;

/// <summary>The id of a person: the caller's own id, 1 to 128 characters. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct PersonId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
