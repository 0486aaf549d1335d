using System.Globalization;
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

internal sealed class SetBuyingGroupStageValidator : Validator<Proto.SetBuyingGroupStageRequest>
{
    public SetBuyingGroupStageValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.StageId).Id();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.Reason).Line(FieldRules.MaxReasonLength);
        RuleFor(request => request.OnBehalfOf).OnBehalfOf();
        RuleFor(request => request.RequestId).RequestId();
    }
}

internal sealed class SetBuyingGroupStatusValidator : Validator<Proto.SetBuyingGroupStatusRequest>
{
    public SetBuyingGroupStatusValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.Status).GroupStatus();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.Reason).Line(FieldRules.MaxReasonLength);
        RuleFor(request => request.OnBehalfOf).OnBehalfOf();
        RuleFor(request => request.RequestId).RequestId();
    }
}

internal sealed class DeleteBuyingGroupValidator : Validator<Proto.DeleteBuyingGroupRequest>
{
    public DeleteBuyingGroupValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.Reason).Line(FieldRules.MaxReasonLength);
        RuleFor(request => request.OnBehalfOf).OnBehalfOf();
    }
}

/// <summary>The bounds of a group's status.</summary>
internal static class GroupStatusRules
{
    private const int MaxCharacters = 50;
    private const int MaxCodeUnits = 500;

    /// <summary>At most 50 characters as a person counts them (grapheme clusters), in a bounded number of code units.</summary>
    public static IRuleBuilderOptions<T, string> GroupStatus<T>(this IRuleBuilderInitial<T, string> field) =>
        field.Cascade(CascadeMode.Stop)
            .Line(MaxCodeUnits)
            .Must(status => new StringInfo(status.Trim()).LengthInTextElements <= MaxCharacters)
            .WithMessage($"has more than {MaxCharacters} characters").WithErrorCode("TOO_LONG");
}
