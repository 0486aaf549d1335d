using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A row of the table person.</summary>
internal sealed record PersonRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? JobTitle { get; init; }

    public required string Attributes { get; init; }

    public string? MovingFromAccountId { get; init; }

    public string? MoveId { get; init; }

    public Instant CreatedAt { get; init; }

    public Instant UpdatedAt { get; init; }

    /// <summary>Whether the rows differ in what rosters show about a member.</summary>
    public bool IsShownOtherThan(PersonRow other) => (FirstName, LastName, JobTitle) != (other.FirstName, other.LastName, other.JobTitle);

    public PendingMove? PendingMove => PendingMoves.Of(Id, AccountId, MovingFromAccountId, MoveId);

    /// <summary>The attributes are in a fixed order, so that equal attributes are equal texts, without those that have columns.</summary>
    public static PersonRow Of(Person person) => new()
    {
        Id = person.Id.Value,
        AccountId = person.AccountId.Value,
        FirstName = person.Attributes.FirstName,
        LastName = person.Attributes.LastName,
        JobTitle = person.Attributes.JobTitle,
        Attributes = StoredJson.Write(person.Attributes with
        {
            FirstName = null,
            LastName = null,
            JobTitle = null,
            Custom = person.Attributes.Custom.InOrder(),
        }),
    };

    public Person ToPerson() => new(
        new PersonId(Id),
        new AccountId(AccountId),
        StoredJson.Read<PersonAttributes>(Attributes) with { FirstName = FirstName, LastName = LastName, JobTitle = JobTitle })
    {
        CreatedAt = CreatedAt.Value,
        UpdatedAt = UpdatedAt.Value,
    };
}
