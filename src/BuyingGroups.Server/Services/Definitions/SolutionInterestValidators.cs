using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Definitions;

internal sealed class CreateSolutionInterestValidator : Validator<Proto.CreateSolutionInterestRequest>
{
    public CreateSolutionInterestValidator()
    {
        RuleFor(request => request.SolutionInterest).Cascade(CascadeMode.Stop)
            .Required()
            .SetValidator(new SolutionInterestValidator());
    }

    private sealed class SolutionInterestValidator : Validator<Proto.SolutionInterest>
    {
        public SolutionInterestValidator()
        {
            RuleFor(interest => interest.DisplayName).Name(DefinitionRules.MaxNameLength);
            RuleFor(interest => interest.Description).Text(DefinitionRules.MaxDescriptionLength);
            RuleFor(interest => interest.RoleTemplateId).Id();
            RuleFor(interest => interest.StageModelId).OptionalId();
        }
    }
}

internal sealed class GetSolutionInterestValidator : Validator<Proto.GetSolutionInterestRequest>
{
    public GetSolutionInterestValidator() => RuleFor(request => request.SolutionInterestId).Id();
}

internal sealed class ListSolutionInterestsValidator : Validator<Proto.ListSolutionInterestsRequest>
{
    public ListSolutionInterestsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}


internal sealed class UpdateSolutionInterestValidator : Validator<Proto.UpdateSolutionInterestRequest>
{
    public const string StageModelId = "stage_model_id";
    public const string UpdateExistingBuyingGroups = "update_existing_buying_groups";

    public UpdateSolutionInterestValidator()
    {
        RuleFor(request => request.SolutionInterest).Required();
        When(request => request.SolutionInterest is not null, () =>
        {
            RuleFor(request => request.SolutionInterest.SolutionInterestId).Id();
            RuleFor(request => request.SolutionInterest.Etag).OptionalId();
            RuleFor(request => request.SolutionInterest.DisplayName).Name(DefinitionRules.MaxNameLength)
                .When(request => request.UpdateMask.Names(DefinitionRules.DisplayName));
            RuleFor(request => request.SolutionInterest.Description).Text(DefinitionRules.MaxDescriptionLength)
                .When(request => request.UpdateMask.Names(DefinitionRules.Description));
            RuleFor(request => request.SolutionInterest.StageModelId).OptionalId()
                .When(request => request.UpdateMask.Names(StageModelId));
        });
        this.UpdateMask(
            request => request.UpdateMask, DefinitionRules.DisplayName, DefinitionRules.Description, StageModelId,
            UpdateExistingBuyingGroups);
    }
}

internal sealed class DeleteSolutionInterestValidator : Validator<Proto.DeleteSolutionInterestRequest>
{
    public DeleteSolutionInterestValidator()
    {
        RuleFor(request => request.SolutionInterestId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}
