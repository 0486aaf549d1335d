namespace BuyingGroups.Storage;

/// <summary>The caller's etag isn't the current one: another change came first.</summary>
/// <param name="resourceType">The resource type, such as <c>buyinggroups.v1.StageModel</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id of the resource that was to be changed.</param>
public sealed class EtagMismatchException(string resourceType, string id)
    : Exception($"{resourceType} '{id}' has changed since it was read.")
{
    /// <summary>The resource type, such as <c>buyinggroups.v1.StageModel</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id of the resource that was to be changed.</summary>
    public string Id { get; } = id;
}
