namespace BuyingGroups.Domain.Definitions;

/// <summary>The id of a role template, made by the service. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct RoleTemplateId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
