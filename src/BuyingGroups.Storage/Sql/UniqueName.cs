namespace BuyingGroups.Storage.Sql;

/// <summary>The names of definitions, unique without regard to case.</summary>
internal static class UniqueName
{
    /// <summary>Refuses a name that another definition of its kind has.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="ofName">The id of the definition whose key is <c>@nameKey</c>.</param>
    /// <param name="resourceType">What is named.</param>
    /// <param name="kind">The same in people's words, such as "role template".</param>
    /// <param name="name">The name.</param>
    /// <param name="except">The definition that may have it; null: none.</param>
    /// <exception cref="ResourceExistsException">The name is taken.</exception>
    public static async Task RequireFreeAsync(
        SqlSession session, Statement ofName, string resourceType, string kind, string name, string? except)
    {
        if (await session.FindAsync<string>(ofName, new { nameKey = Domain.Definitions.NameKey.Of(name) }) is { } existing && existing != except)
        {
            throw new ResourceExistsException(resourceType, existing, "display_name", $"There is a {kind} named \"{name}\" already.");
        }
    }
}
