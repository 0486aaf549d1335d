namespace BuyingGroups.Storage;

/// <summary>There is no resource of that id.</summary>
/// <param name="resourceType">The contract's message, such as <c>buyinggroups.v1.Person</c>.</param>
/// <param name="id">The id that was asked for.</param>
public sealed class ResourceNotFoundException(string resourceType, string id) : Exception($"There is no {resourceType} with the id '{id}'.")
{
    /// <summary>The contract's message.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id that was asked for.</summary>
    public string Id { get; } = id;
}
