namespace BuyingGroups.Storage.Sql;

/// <summary>Keeps the names of definitions unique, regardless of case.</summary>
internal static class UniqueName
{
    /// <summary>Refuses a name that another definition of the same kind has.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="ofName">The statement that reads the id of the definition whose name key is <c>@nameKey</c>.</param>
    /// <param name="resourceType">The resource type of the definition.</param>
    /// <param name="kind">The kind of definition in words for people, such as "role template".</param>
    /// <param name="name">The name.</param>
    /// <param name="except">The id of the definition that may have the name; null for none.</param>
    /// <exception cref="ResourceExistsException">Another definition has the name.</exception>
    public static async Task RequireFreeAsync(
        SqlSession session, Statement ofName, string resourceType, string kind, string name, string? except)
    {
        if (await session.FindAsync<string>(ofName, new { nameKey = Domain.Definitions.NameKey.Of(name) }) is { } existing
            && existing != except)
        {
            throw new ResourceExistsException(resourceType, existing, "display_name", $"There is a {kind} named \"{name}\" already.");
        }
    }
}
