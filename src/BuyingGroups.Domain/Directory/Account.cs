namespace BuyingGroups.Domain.Directory;

/// <summary>A company or division that is sold to. Accounts form a hierarchy; a product may be sold at any level of it.</summary>
/// <param name="Id">The caller's own id.</param>
/// <param name="Name">What people call it; part of the names of its buying groups.</param>
/// <param name="ParentId">The account above, if any; a hierarchy has no cycle.</param>
/// <param name="Attributes">What is known about it.</param>
public sealed record Account(AccountId Id, string Name, AccountId? ParentId, AccountAttributes Attributes)
{
    /// <summary>When the account was first seen.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its data last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
