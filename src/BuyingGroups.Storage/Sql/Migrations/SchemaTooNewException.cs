namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>The database's schema was made by a newer version of the program, which this one can't know how to use.</summary>
/// <param name="store">The store's name, such as "SQLite".</param>
/// <param name="found">The version of the database's schema.</param>
/// <param name="known">The newest version that this program knows.</param>
public sealed class SchemaTooNewException(string store, long found, long known) : Exception(
    $"The schema of the {store} database has the version {found}, and this program knows versions up to {known}: "
    + "start the version of the program that made it, or a newer one, or restore a backup from before.")
{
    /// <summary>The version of the database's schema.</summary>
    public long Found { get; } = found;

    /// <summary>The newest version that this program knows.</summary>
    public long Known { get; } = known;
}
