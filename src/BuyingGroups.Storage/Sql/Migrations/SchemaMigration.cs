using FluentMigrator;
using FluentMigrator.Infrastructure;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>
/// A step of the schema, with the types of columns as each engine has them. Texts that are compared are binary on both: SQLite's default,
/// and a BIN2 collation on SQL Server, where the database's own collation may take <c>a</c> for <c>A</c>.
/// </summary>
public abstract class SchemaMigration : ForwardOnlyMigration
{
    private bool _sqlServer;

    /// <summary>Ids, the caller's and our own: at most 128 UTF-16 code units.</summary>
    protected string Id => Compared(128);

    /// <summary>What makes a name unique. Names have at most 100 code units, which normalization can make three times as many.</summary>
    protected string Key => Compared(300);

    /// <summary>A value of an enumeration.</summary>
    protected string Word => Compared(32);

    /// <summary>A text that is only shown.</summary>
    protected string Text(int length) => _sqlServer ? $"nvarchar({length})" : "TEXT";

    /// <summary>A JSON object.</summary>
    protected string Json => _sqlServer ? "nvarchar(max)" : "TEXT";

    /// <summary>A UTC instant to 100 ns.</summary>
    protected string Instant => _sqlServer ? "datetime2(7)" : "TEXT";

    /// <summary>A double.</summary>
    protected string Real => _sqlServer ? "float" : "REAL";

    /// <inheritdoc />
    public override void GetUpExpressions(IMigrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _sqlServer = context.QuerySchema.DatabaseType.StartsWith("SqlServer", StringComparison.Ordinal);
        base.GetUpExpressions(context);
    }

    /// <summary>
    /// Adds a column to a table that there is already, which refers to another's id. SQLite takes the reference only with the column.
    /// </summary>
    protected void AddReference(string table, string column, string target)
    {
        if (_sqlServer)
        {
            Alter.Table(table).AddColumn(column).AsCustom(Id).Nullable();
            Create.ForeignKey($"fk_{table}_{column}").FromTable(table).ForeignColumn(column).ToTable(target).PrimaryColumn("id");
        }
        else
        {
            Execute.Sql($"ALTER TABLE {table} ADD COLUMN {column} TEXT NULL REFERENCES {target} (id)");
        }
    }

    private string Compared(int length) => _sqlServer ? $"nvarchar({length}) COLLATE Latin1_General_100_BIN2" : "TEXT";
}
