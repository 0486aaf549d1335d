using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>A row of the table membership, and what a list joins to it.</summary>
internal class MembershipRow
{
    public required string PersonId { get; init; }

    public required string State { get; init; }

    public string? RoleId { get; init; }

    public required string Source { get; init; }

    public required string Author { get; init; }

    public string? Caller { get; init; }

    public required string Reason { get; init; }

    public required Instant DecidedAt { get; init; }

    public required long Revision { get; init; }

    public string? RoleName { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? JobTitle { get; init; }

    public MembershipRecord ToRecord(BuyingGroupId group) => new(
        group,
        new PersonId(PersonId),
        StoredWord.Parse<MembershipState>(State),
        RoleId is null ? null : new RoleId(RoleId),
        new Decision(StoredWord.Parse<DecisionSource>(Source), Author, DecidedAt.Value, Reason, Caller),
        Revision);

    public Member ToMember(BuyingGroupId group) => new(ToRecord(group), RoleName, FirstName, LastName, JobTitle);
}
