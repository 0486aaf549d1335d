namespace BuyingGroups.Storage;

/// <summary>What was to be made is there already.</summary>
/// <param name="resourceType">The contract's message, such as <c>buyinggroups.v1.Role</c>.</param>
/// <param name="existingId">The id of the one that is there.</param>
/// <param name="description">A sentence for the caller.</param>
public sealed class ResourceExistsException(string resourceType, string existingId, string description) : Exception(description)
{
    /// <summary>The contract's message.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id of the one that is there.</summary>
    public string ExistingId { get; } = existingId;
}
