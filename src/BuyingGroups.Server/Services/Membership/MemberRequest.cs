using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Server.Services.Membership;

/// <summary>The common fields of all membership commands, whichever request they came in.</summary>
internal sealed record MemberRequest(
    MembershipAction Action,
    string BuyingGroupId,
    string PersonId,
    string RoleId,
    Proto.MembershipSource Source,
    string Reason,
    string OnBehalfOf,
    string RequestId)
{
    public static MemberRequest Of(Proto.AssignMemberRequest request) => new(
        MembershipAction.Assign, request.BuyingGroupId, request.PersonId, request.RoleId, request.Source, request.Reason,
        request.OnBehalfOf, request.RequestId);

    public static MemberRequest Of(Proto.RemoveMemberRequest request) => new(
        MembershipAction.Remove, request.BuyingGroupId, request.PersonId, "", request.Source, request.Reason, request.OnBehalfOf,
        request.RequestId);

    public static MemberRequest Of(Proto.ChangeMemberRoleRequest request) => new(
        MembershipAction.ChangeRole, request.BuyingGroupId, request.PersonId, request.RoleId, request.Source, request.Reason,
        request.OnBehalfOf, request.RequestId);

    public static MemberRequest Of(Proto.ReleaseMemberRequest request) => new(
        MembershipAction.Release, request.BuyingGroupId, request.PersonId, "", request.Source, request.Reason, request.OnBehalfOf,
        request.RequestId);

    /// <summary>Whether the command takes a role.</summary>
    public bool TakesRole => Action is MembershipAction.Assign or MembershipAction.ChangeRole;
}
