using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Services.Definitions;
using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Stages;

internal sealed class CreateStageModelValidator : Validator<Proto.CreateStageModelRequest>
{
    public CreateStageModelValidator() =>
        RuleFor(request => request.StageModel).Cascade(CascadeMode.Stop)
            .Required()
            .SetValidator(new StageModelValidator());

    private sealed class StageModelValidator : Validator<Proto.StageModel>
    {
        public StageModelValidator()
        {
            RuleFor(model => model.DisplayName).Name(DefinitionRules.MaxNameLength);
            RuleFor(model => model.Description).Text(DefinitionRules.MaxDescriptionLength);
            RuleFor(model => model.Stages).Items(0, StageEdits.MaxStages);
            RuleForEach(model => model.Stages).SetValidator(new StageValidator());
        }
    }
}

/// <summary>The rules for a stage that is added or changed.</summary>
internal class StageValidator : Validator<Proto.Stage>
{
    public StageValidator()
    {
        RuleFor(stage => stage.DisplayName).Name(DefinitionRules.MaxNameLength);
        RuleFor(stage => stage.Description).Text(DefinitionRules.MaxDescriptionLength);
        RuleFor(stage => stage.Kind).Specified();
        RuleFor(stage => stage.NextDisplayNames).Items(0, StageEdits.MaxStages);
        RuleForEach(stage => stage.NextDisplayNames).RequiredText(DefinitionRules.MaxNameLength);
    }
}

/// <summary>The rules for a change of an existing stage.</summary>
internal sealed class ExistingStageValidator : StageValidator
{
    public ExistingStageValidator() => RuleFor(stage => stage.StageId).Id();
}

internal sealed class GetStageModelValidator : Validator<Proto.GetStageModelRequest>
{
    public GetStageModelValidator() => RuleFor(request => request.StageModelId).Id();
}

internal sealed class ListStageModelsValidator : Validator<Proto.ListStageModelsRequest>
{
    public ListStageModelsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.Status).Known();
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}

internal sealed class UpdateStageModelValidator : Validator<Proto.UpdateStageModelRequest>
{
    public const string Stages = "stages";

    public UpdateStageModelValidator()
    {
        RuleFor(request => request.StageModel).Required();
        When(request => request.StageModel is not null, () =>
        {
            RuleFor(request => request.StageModel.StageModelId).Id();
            RuleFor(request => request.StageModel.Etag).OptionalId();
            RuleFor(request => request.StageModel.DisplayName).Name(DefinitionRules.MaxNameLength).When(Names(DefinitionRules.DisplayName));
            RuleFor(request => request.StageModel.Description).Text(DefinitionRules.MaxDescriptionLength)
                .When(Names(DefinitionRules.Description));
            RuleFor(request => request.StageModel.Stages).Items(1, StageEdits.MaxStages).When(Names(Stages));
            RuleForEach(request => request.StageModel.Stages).SetValidator(new ExistingStageValidator()).When(Names(Stages));
        });
        this.UpdateMask(request => request.UpdateMask, DefinitionRules.DisplayName, DefinitionRules.Description, Stages);
    }

    private static Func<Proto.UpdateStageModelRequest, bool> Names(string path) => request => request.UpdateMask.Names(path);
}

internal sealed class AddStageValidator : Validator<Proto.AddStageRequest>
{
    public AddStageValidator()
    {
        RuleFor(request => request.StageModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.Stage).Cascade(CascadeMode.Stop)
            .Required()
            .SetValidator(new StageValidator());
    }
}

internal sealed class PublishStageModelValidator : Validator<Proto.PublishStageModelRequest>
{
    public PublishStageModelValidator()
    {
        RuleFor(request => request.StageModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}

internal sealed class DeleteStageModelValidator : Validator<Proto.DeleteStageModelRequest>
{
    public DeleteStageModelValidator()
    {
        RuleFor(request => request.StageModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}
