namespace BuyingGroups.Domain.Directory;

/// <summary>A lead or contact of exactly one account.</summary>
/// <param name="Id">The caller's own id.</param>
/// <param name="AccountId">The account that the person belongs to.</param>
/// <param name="Attributes">What is known about the person.</param>
public sealed record Person(PersonId Id, AccountId AccountId, PersonAttributes Attributes)
{
    /// <summary>When the person was first seen.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person's data last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
