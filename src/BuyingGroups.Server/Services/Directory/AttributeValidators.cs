using BuyingGroups.Domain.Conditions;
using BuyingGroups.Server.Services.Definitions;
using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Directory;

internal sealed class CreateAttributeValidator : Validator<Proto.CreateAttributeRequest>
{
    public CreateAttributeValidator()
    {
        RuleFor(request => request.Attribute).Required();
        When(request => request.Attribute is not null, () =>
        {
            RuleFor(request => request.Attribute.Subject).Specified();
            RuleFor(request => request.Attribute.Attribute_).NameOfCustom("attribute.attribute");
            RuleFor(request => request.Attribute.Type).Specified();
            RuleFor(request => request.Attribute.Type)
                .NotEqual(Proto.AttributeType.TextList).WithMessage("can't be TEXT_LIST: custom attributes have one value")
                    .WithErrorCode("UNKNOWN_VALUE");
        });
    }
}

internal sealed class DeleteAttributeValidator : Validator<Proto.DeleteAttributeRequest>
{
    public DeleteAttributeValidator()
    {
        RuleFor(request => request.Subject).Specified();
        RuleFor(request => request.Attribute).NameOfCustom("attribute");
    }
}

internal sealed class ListAttributesValidator : Validator<Proto.ListAttributesRequest>
{
    public ListAttributesValidator()
    {
        RuleFor(request => request.Subject).Specified();
        RuleFor(request => request.PageSize).PageSize();
    }
}

internal sealed class TestPersonConditionValidator : Validator<Proto.TestPersonConditionRequest>
{
    public TestPersonConditionValidator()
    {
        RuleFor(request => request.AccountId).Id();
        RuleFor(request => request.PageSize).PageSize();
    }
}

internal sealed class TestAccountConditionValidator : Validator<Proto.TestAccountConditionRequest>
{
    public TestAccountConditionValidator() => RuleFor(request => request.PageSize).PageSize();
}

internal static class AttributeRules
{
    /// <summary>The name of a custom attribute, as conditions name it.</summary>
    public static void NameOfCustom<T>(this IRuleBuilder<T, string> rule, string field) =>
        rule.Must(attribute => CustomName.AfterPrefix(attribute) is { } name && CustomAttributeRules.IsName(name))
            .OverridePropertyName(field)
            .WithMessage(
                $"must be `{CustomName.Prefix}` and a name of 1 to {CustomAttributeRules.MaxNameLength} characters, "
                + "without control characters")
            .WithErrorCode("MALFORMED");
}
