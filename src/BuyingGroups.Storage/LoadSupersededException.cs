namespace BuyingGroups.Storage;

/// <summary>What was loaded of a list so far was removed, since it took too long and another load came first.</summary>
/// <param name="resourceType">Such as <c>buyinggroups.v1.Audience</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id of what has the list.</param>
public sealed class LoadSupersededException(string resourceType, string id)
    : Exception($"What was loaded for {resourceType} '{id}' was removed: another load came first.")
{
    /// <summary>Such as <c>buyinggroups.v1.Audience</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id of what has the list.</summary>
    public string Id { get; } = id;
}
