namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>A migration that was applied just now.</summary>
/// <param name="Version">Its number; migrations run in this order.</param>
/// <param name="Description">What it is for, in a few words.</param>
public sealed record AppliedMigration(long Version, string Description);
