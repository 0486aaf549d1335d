using FluentMigrator.Builders.Create.Table;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>The column types in which engines differ.</summary>
/// <param name="BinaryCollation">What makes ids and keys compare in binary; null where that is the engine's default (SQLite).</param>
public sealed record SchemaTypes(string? BinaryCollation)
{
    /// <summary>SQLite's.</summary>
    public static SchemaTypes Sqlite { get; } = new((string?)null);

    /// <summary>SQL Server's.</summary>
    public static SchemaTypes SqlServer { get; } = new("Latin1_General_100_BIN2");

    internal ICreateTableColumnOptionOrWithColumnSyntax Id(ICreateTableColumnAsTypeSyntax column) => Key(column, 128);

    internal ICreateTableColumnOptionOrWithColumnSyntax Key(ICreateTableColumnAsTypeSyntax column, int length) =>
        BinaryCollation is null ? column.AsString(length) : column.AsString(length, BinaryCollation);
}
