namespace BuyingGroups.Storage;

/// <summary>The resource to be created would duplicate one that has to be unique.</summary>
/// <param name="resourceType">The resource type, such as <c>buyinggroups.v1.Role</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="existingId">The id of the existing resource.</param>
/// <param name="field">The request's field that collides, in snake_case, such as <c>display_name</c>.</param>
/// <param name="description">A sentence for people.</param>
public sealed class ResourceExistsException(string resourceType, string existingId, string field, string description) : Exception(
    description)
{
    /// <summary>The resource type, such as <c>buyinggroups.v1.Role</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id of the existing resource.</summary>
    public string ExistingId { get; } = existingId;

    /// <summary>The request's field that collides, in snake_case, such as <c>display_name</c>.</summary>
    public string Field { get; } = field;

    /// <summary>A sentence for people.</summary>
    public string Description => Message;
}
