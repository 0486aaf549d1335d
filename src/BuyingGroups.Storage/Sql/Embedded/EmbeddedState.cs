namespace BuyingGroups.Storage.Sql.Embedded;

/// <summary>What is known of the embedded database beside the database itself.</summary>
/// <param name="HasDatabase">Whether there was one.</param>
/// <param name="IsInUse">Whether the last server over it didn't end in order, so that its log isn't empty.</param>
/// <param name="IsSameBoot">Whether the machine has been running since that server began.</param>
public readonly record struct EmbeddedState(bool HasDatabase, bool IsInUse, bool IsSameBoot);
