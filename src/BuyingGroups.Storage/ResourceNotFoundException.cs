namespace BuyingGroups.Storage;

/// <summary>What a call is about isn't there.</summary>
/// <param name="resourceType">Such as <c>buyinggroups.v1.RoleTemplate</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id that was asked for.</param>
public sealed class ResourceNotFoundException(string resourceType, string id) : Exception($"There is no {resourceType} '{id}'.")
{
    /// <summary>Such as <c>buyinggroups.v1.RoleTemplate</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id that was asked for.</summary>
    public string Id { get; } = id;
}
