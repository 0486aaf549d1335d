namespace BuyingGroups.Domain.Directory;

/// <summary>
/// A company or division to which products are sold. Accounts form a hierarchy; a product may be sold at any level of it.
/// </summary>
/// <param name="Id">The id, chosen by the caller.</param>
/// <param name="Name">The account's name; part of the names of its buying groups.</param>
/// <param name="ParentId">The account above it, if any. The hierarchy has no cycles.</param>
/// <param name="Attributes">The account's attributes.</param>
public sealed record Account(AccountId Id, string Name, AccountId? ParentId, AccountAttributes Attributes)
{
    /// <summary>When the account was first upserted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its data last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
