namespace BuyingGroups.Storage;

/// <summary>The part of a list that was loaded so far was removed, because the load took too long and another one came first.</summary>
/// <param name="resourceType">The resource type, such as <c>buyinggroups.v1.Audience</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id of the resource to which the list belongs.</param>
public sealed class LoadSupersededException(string resourceType, string id)
    : Exception($"What was loaded for {resourceType} '{id}' was removed: another load came first.")
{
    /// <summary>The resource type, such as <c>buyinggroups.v1.Audience</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id of the resource to which the list belongs.</summary>
    public string Id { get; } = id;
}
