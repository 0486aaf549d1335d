namespace BuyingGroups.Domain.Directory;

/// <summary>A lead or contact of exactly one account.</summary>
/// <param name="Id">The id, chosen by the caller.</param>
/// <param name="AccountId">The account that the person belongs to.</param>
/// <param name="Attributes">The person's attributes.</param>
public sealed record Person(PersonId Id, AccountId AccountId, PersonAttributes Attributes)
{
    /// <summary>When the person was first upserted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person's data last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
