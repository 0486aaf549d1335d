using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Definitions;

internal sealed class CreateAudienceValidator : Validator<Proto.CreateAudienceRequest>
{
    public CreateAudienceValidator()
    {
        RuleFor(request => request.Audience).Cascade(CascadeMode.Stop)
            .Required()
            .SetValidator(new AudienceValidator());
    }

    private sealed class AudienceValidator : Validator<Proto.Audience>
    {
        public AudienceValidator()
        {
            RuleFor(audience => audience.DisplayName).Name(DefinitionRules.MaxNameLength);
            RuleFor(audience => audience.Description).Text(DefinitionRules.MaxDescriptionLength);
            RuleFor(audience => audience.Condition)
                .NotNull().WithMessage(UpdateAudienceValidator.ConditionMissing).WithErrorCode("REQUIRED")
                .When(audience => !audience.HasAccountList);
        }
    }
}

internal sealed class GetAudienceValidator : Validator<Proto.GetAudienceRequest>
{
    public GetAudienceValidator() => RuleFor(request => request.AudienceId).Id();
}

internal sealed class ListAudiencesValidator : Validator<Proto.ListAudiencesRequest>
{
    public ListAudiencesValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}

internal sealed class UpdateAudienceValidator : Validator<Proto.UpdateAudienceRequest>
{
    public const string Condition = "condition";
    public const string ConditionMissing = "is required, since the audience has no list of accounts";

    public UpdateAudienceValidator()
    {
        RuleFor(request => request.Audience).Required();
        When(request => request.Audience is not null, () =>
        {
            RuleFor(request => request.Audience.AudienceId).Id();
            RuleFor(request => request.Audience.Etag).OptionalId();
            RuleFor(request => request.Audience.DisplayName).Name(DefinitionRules.MaxNameLength)
                .When(request => request.UpdateMask.Names(DefinitionRules.DisplayName));
            RuleFor(request => request.Audience.Description).Text(DefinitionRules.MaxDescriptionLength)
                .When(request => request.UpdateMask.Names(DefinitionRules.Description));
        });
        this.UpdateMask(request => request.UpdateMask, DefinitionRules.DisplayName, DefinitionRules.Description, Condition);
    }
}

internal sealed class DeleteAudienceValidator : Validator<Proto.DeleteAudienceRequest>
{
    public DeleteAudienceValidator()
    {
        RuleFor(request => request.AudienceId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}

/// <summary>The rules for a message of the stream. The first message must also name the audience.</summary>
internal sealed class LoadAudienceAccountsValidator : Validator<Proto.LoadAudienceAccountsRequest>
{
    private const int MaxAccounts = 10_000;

    public LoadAudienceAccountsValidator(bool isFirst)
    {
        if (isFirst)
        {
            RuleFor(request => request.AudienceId).Id();
        }
        else
        {
            RuleFor(request => request.AudienceId).OptionalId();
        }

        RuleFor(request => request.AccountIds).Items(0, MaxAccounts);
        RuleForEach(request => request.AccountIds).Id();
    }
}

internal sealed class CountAudienceAccountsValidator : Validator<Proto.CountAudienceAccountsRequest>
{
    public CountAudienceAccountsValidator() => RuleFor(request => request.AudienceId).Id();
}

internal sealed class ListAudienceAccountsValidator : Validator<Proto.ListAudienceAccountsRequest>
{
    public ListAudienceAccountsValidator()
    {
        RuleFor(request => request.AudienceId).Id();
        RuleFor(request => request.PageSize).PageSize();
    }
}
