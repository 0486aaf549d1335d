namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The answer to a batch of people.</summary>
/// <param name="Results">One for each person, in order.</param>
/// <param name="TouchedGroups">The groups that lost members because these moved to another account, or that show members by what has changed.</param>
public sealed record PeopleUpserted(IReadOnlyList<PersonUpsert> Results, IReadOnlyList<TouchedGroup> TouchedGroups);
