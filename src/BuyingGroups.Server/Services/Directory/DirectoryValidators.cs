using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Directory;

internal sealed class BatchUpsertAccountsValidator : Validator<Proto.BatchUpsertAccountsRequest>
{
    public BatchUpsertAccountsValidator() => RuleFor(request => request.Accounts).Items(1, FieldRules.MaxBatchSize);
}

internal sealed class BatchUpsertPeopleValidator : Validator<Proto.BatchUpsertPeopleRequest>
{
    public BatchUpsertPeopleValidator() => RuleFor(request => request.People).Items(1, FieldRules.MaxBatchSize);
}

internal sealed class AccountValidator : Validator<Proto.Account>
{
    public AccountValidator()
    {
        RuleFor(account => account.AccountId).Id();
        RuleFor(account => account.DisplayName).RequiredText(CustomAttributeRules.MaxTextLength);
        RuleFor(account => account.ParentAccountId).OptionalId();
        RuleFor(account => account.Industry).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(account => account.Region).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(account => account.Country).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(account => account.WebsiteDomain).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(account => account.AnnualRevenue)
            .Must(revenue => double.IsFinite(revenue) && revenue >= 0)
            .WithMessage("must be a finite number, at least 0").WithErrorCode("OUT_OF_RANGE");
        RuleFor(account => account.EmployeeCount).Within(0, long.MaxValue);
        RuleFor(account => account.ProductsOwned).Items(0, 100);
        RuleForEach(account => account.ProductsOwned).RequiredText(CustomAttributeRules.MaxTextLength);
        RuleFor(account => account.CustomAttributes).CustomAttributes();
    }
}

internal sealed class PersonValidator : Validator<Proto.Person>
{
    /// <summary>The longest e-mail address (RFC 5321: 64 + 1 + 255).</summary>
    private const int MaxEmailLength = 320;

    public PersonValidator()
    {
        RuleFor(person => person.PersonId).Id();
        RuleFor(person => person.AccountId).Id();
        RuleFor(person => person.FirstName).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.LastName).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.JobTitle).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.EmailAddress).Text(MaxEmailLength);
        RuleFor(person => person.Phone).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.MobilePhone).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.City).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.State).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.InferredStateRegion).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.PostalCode).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.Country).Text(CustomAttributeRules.MaxTextLength);
        RuleFor(person => person.CustomAttributes).CustomAttributes();
    }
}

internal sealed class GetAccountValidator : Validator<Proto.GetAccountRequest>
{
    public GetAccountValidator() => RuleFor(request => request.AccountId).Id();
}

internal sealed class GetPersonValidator : Validator<Proto.GetPersonRequest>
{
    public GetPersonValidator() => RuleFor(request => request.PersonId).Id();
}

internal sealed class ErasePersonValidator : Validator<Proto.ErasePersonRequest>
{
    public ErasePersonValidator() => RuleFor(request => request.PersonId).Id();
}

internal sealed class ListAccountsValidator : Validator<Proto.ListAccountsRequest>
{
    public ListAccountsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.ParentAccountId).OptionalId();
    }
}

internal sealed class ListPeopleValidator : Validator<Proto.ListPeopleRequest>
{
    public ListPeopleValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.AccountId).OptionalId();
    }
}
