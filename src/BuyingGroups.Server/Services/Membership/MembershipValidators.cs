using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Membership;

/// <summary>The rules for membership commands, single and batched.</summary>
internal abstract class MemberCommandValidator : Validator<MemberRequest>
{
    protected MemberCommandValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PersonId).Id();
        When(request => request.TakesRole, () => RuleFor(request => request.RoleId).Id());
        RuleFor(request => request.Source).Known();
        RuleFor(request => request.Reason).Line(FieldRules.MaxReasonLength);
        RuleFor(request => request.OnBehalfOf).OnBehalfOf();
    }
}

internal sealed class MemberRequestValidator : MemberCommandValidator
{
    public MemberRequestValidator() => RuleFor(request => request.RequestId).RequestId();
}

internal sealed class BatchedMemberRequestValidator : MemberCommandValidator
{
    public BatchedMemberRequestValidator() =>
        RuleFor(request => request.RequestId)
            .Empty().WithMessage("must be empty in a batch, whose own request_id stands for all").WithErrorCode("MALFORMED");
}

/// <summary>The common fields of all batches of membership commands.</summary>
internal sealed record BatchRequest(IReadOnlyList<MemberRequest> Requests, string RequestId);

internal sealed class BatchRequestValidator : Validator<BatchRequest>
{
    public BatchRequestValidator()
    {
        RuleFor(request => request.Requests.ToArray()).Items(1, FieldRules.MaxBatchSize).OverridePropertyName("requests");
        RuleFor(request => request.RequestId).RequestId();
    }
}

internal sealed class GetMembershipValidator : Validator<Proto.GetMembershipRequest>
{
    public GetMembershipValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PersonId).Id();
    }
}

internal sealed class ListMembersValidator : Validator<Proto.ListMembersRequest>
{
    public ListMembersValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.State).Known();
        RuleFor(request => request.RoleId).OptionalId();
    }
}

internal sealed class ListPersonMembershipsValidator : Validator<Proto.ListPersonMembershipsRequest>
{
    public ListPersonMembershipsValidator()
    {
        RuleFor(request => request.PersonId).Id();
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.State).Known();
    }
}

internal sealed class ListMembershipDecisionsValidator : Validator<Proto.ListMembershipDecisionsRequest>
{
    public ListMembershipDecisionsValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PersonId).OptionalId();
        RuleFor(request => request.PageSize).PageSize();
    }
}
