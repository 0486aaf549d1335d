namespace BuyingGroups.Storage;

/// <summary>A field names a resource that there isn't.</summary>
/// <param name="field">The field's path in the request, such as <c>buying_group.account_id</c>.</param>
/// <param name="resourceType">The contract's message that it should name.</param>
/// <param name="id">The id that it names.</param>
public sealed class ReferenceNotFoundException(string field, string resourceType, string id)
    : Exception($"names '{id}', which is no {resourceType}")
{
    /// <summary>The field's path in the request.</summary>
    public string Field { get; } = field;
}
