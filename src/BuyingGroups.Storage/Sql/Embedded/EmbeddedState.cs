namespace BuyingGroups.Storage.Sql.Embedded;

/// <summary>What is known about the embedded database from outside the database.</summary>
/// <param name="HasDatabase">Whether there was a database.</param>
/// <param name="IsInUse">Whether the last server that used it didn't shut down cleanly, so that its log can't be empty.</param>
/// <param name="IsSameBoot">Whether the machine has been running without a restart since that server started.</param>
public readonly record struct EmbeddedState(bool HasDatabase, bool IsInUse, bool IsSameBoot);
