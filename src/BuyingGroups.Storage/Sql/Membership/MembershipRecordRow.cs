using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>A row of the table membership with its group, and when the person was last decided on there.</summary>
internal sealed class MembershipRecordRow : MembershipRow
{
    public required string GroupId { get; init; }

    /// <summary>Of all decisions, those that were overruled too; null if the history wasn't read, or has none.</summary>
    public Instant? LastDecidedAt { get; init; }

    public MembershipRecord ToRecord() => ToRecord(new BuyingGroupId(GroupId));
}
