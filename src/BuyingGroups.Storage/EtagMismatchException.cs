namespace BuyingGroups.Storage;

/// <summary>What is to be changed isn't any more what the caller saw: another change came first.</summary>
/// <param name="resourceType">Such as <c>buyinggroups.v1.StageModel</c>; see <see cref="ResourceTypes"/>.</param>
/// <param name="id">The id of what is to be changed.</param>
public sealed class EtagMismatchException(string resourceType, string id)
    : Exception($"{resourceType} '{id}' has changed since it was read.")
{
    /// <summary>Such as <c>buyinggroups.v1.StageModel</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The id of what is to be changed.</summary>
    public string Id { get; } = id;
}
