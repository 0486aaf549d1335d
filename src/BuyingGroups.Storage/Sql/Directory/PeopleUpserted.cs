namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The result of upserting a batch of people.</summary>
/// <param name="Results">The result for each person, in order.</param>
/// <param name="TouchedGroups">
/// The groups that lost members because people moved to another account, and those that show changed attributes of their members.
/// </param>
public sealed record PeopleUpserted(IReadOnlyList<PersonUpsert> Results, IReadOnlyList<TouchedGroup> TouchedGroups);
