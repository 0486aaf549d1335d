namespace BuyingGroups.Storage;

/// <summary>A field of a request refers to a resource that doesn't exist.</summary>
/// <param name="field">The request's field in snake_case, such as <c>roles[2].role_id</c>.</param>
/// <param name="resourceType">The resource type, such as <c>buyinggroups.v1.Role</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id that the field holds.</param>
public sealed class ReferenceNotFoundException(string field, string resourceType, string id)
    : Exception($"{field}: there is no {resourceType} '{id}'.")
{
    /// <summary>The request's field in snake_case, such as <c>roles[2].role_id</c>.</summary>
    public string Field { get; } = field;

    /// <summary>The resource type, such as <c>buyinggroups.v1.Role</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id that the field holds.</summary>
    public string Id { get; } = id;
}
