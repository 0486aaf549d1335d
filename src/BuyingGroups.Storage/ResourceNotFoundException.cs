namespace BuyingGroups.Storage;

/// <summary>The resource of a call doesn't exist.</summary>
/// <param name="resourceType">The resource type, such as <c>buyinggroups.v1.RoleTemplate</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id that was asked for.</param>
public sealed class ResourceNotFoundException(string resourceType, string id) : Exception($"There is no {resourceType} '{id}'.")
{
    /// <summary>The resource type, such as <c>buyinggroups.v1.RoleTemplate</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id that was asked for.</summary>
    public string Id { get; } = id;
}
