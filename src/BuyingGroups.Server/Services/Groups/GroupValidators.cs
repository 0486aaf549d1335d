using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Groups;

internal sealed class CreateBuyingGroupValidator : Validator<Proto.CreateBuyingGroupRequest>
{
    public CreateBuyingGroupValidator()
    {
        RuleFor(request => request.BuyingGroup).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new BuyingGroupValidator());
    }

    private sealed class BuyingGroupValidator : Validator<Proto.BuyingGroup>
    {
        public BuyingGroupValidator()
        {
            RuleFor(group => group.SolutionInterestId).Id();
            RuleFor(group => group.AccountId).Id();
        }
    }
}

internal sealed class GetBuyingGroupValidator : Validator<Proto.GetBuyingGroupRequest>
{
    public GetBuyingGroupValidator() => RuleFor(request => request.BuyingGroupId).Id();
}

internal sealed class ListBuyingGroupsValidator : Validator<Proto.ListBuyingGroupsRequest>
{
    public ListBuyingGroupsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.SolutionInterestId).OptionalId();
        RuleFor(request => request.AccountId).OptionalId();
    }
}

internal sealed class AssignMemberValidator : Validator<Proto.AssignMemberRequest>
{
    public AssignMemberValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PersonId).Id();
        RuleFor(request => request.RoleId).Id();
        RuleFor(request => request.Source).Known();
        RuleFor(request => request.Reason).Text(MembershipRules.MaxReasonLength);
        RuleFor(request => request.OnBehalfOf).OptionalId();
    }
}

internal sealed class RemoveMemberValidator : Validator<Proto.RemoveMemberRequest>
{
    public RemoveMemberValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PersonId).Id();
        RuleFor(request => request.Source).Known();
        RuleFor(request => request.Reason).Text(MembershipRules.MaxReasonLength);
        RuleFor(request => request.OnBehalfOf).OptionalId();
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

internal static class MembershipRules
{
    public const int MaxReasonLength = 500;
}
