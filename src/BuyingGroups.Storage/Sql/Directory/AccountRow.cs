using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A row of the table account.</summary>
internal sealed class AccountRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? ParentId { get; init; }

    public required string Attributes { get; init; }

    public Instant CreatedAt { get; init; }

    public Instant UpdatedAt { get; init; }

    /// <summary>The attributes are in a fixed order, so that equal attributes are equal texts.</summary>
    public static AccountRow Of(Account account) => new()
    {
        Id = account.Id.Value,
        Name = account.Name,
        ParentId = account.ParentId?.Value,
        Attributes = StoredJson.Write(account.Attributes with { Custom = account.Attributes.Custom.InOrder() }),
    };

    public bool SameData(AccountRow other) => Name == other.Name && ParentId == other.ParentId && Attributes == other.Attributes;

    public Account ToAccount() =>
        new(new AccountId(Id), Name, ParentId is null ? null : new AccountId(ParentId), StoredJson.Read<AccountAttributes>(Attributes))
        {
            CreatedAt = CreatedAt.Value,
            UpdatedAt = UpdatedAt.Value,
        };
}
