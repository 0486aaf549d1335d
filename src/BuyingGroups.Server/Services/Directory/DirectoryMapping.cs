using BuyingGroups.Domain.Directory;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>Maps accounts and people from and to the contracts.</summary>
internal static class DirectoryMapping
{
    public static Account ToAccount(this Proto.Account account) => new(
        new AccountId(account.AccountId),
        account.DisplayName,
        account.ParentAccountId.Length == 0 ? null : new AccountId(account.ParentAccountId),
        new AccountAttributes
        {
            Industry = account.HasIndustry ? account.Industry : null,
            Region = account.HasRegion ? account.Region : null,
            Country = account.HasCountry ? account.Country : null,
            WebsiteDomain = account.HasWebsiteDomain ? account.WebsiteDomain : null,
            AnnualRevenue = account.HasAnnualRevenue ? account.AnnualRevenue : null,
            EmployeeCount = account.HasEmployeeCount ? account.EmployeeCount : null,
            ProductsOwned = [.. account.ProductsOwned],
            Custom = ToAttributes(account.CustomAttributes),
        });

    public static Proto.Account ToProto(this Account account)
    {
        var attributes = account.Attributes;
        var proto = new Proto.Account
        {
            AccountId = account.Id.Value,
            DisplayName = account.Name,
            ParentAccountId = account.ParentId?.Value ?? "",
            ProductsOwned = { attributes.ProductsOwned },
            CreateTime = account.CreatedAt.ToTimestamp(),
            UpdateTime = account.UpdatedAt.ToTimestamp(),
        };
        if (attributes.Industry is { } industry) proto.Industry = industry;
        if (attributes.Region is { } region) proto.Region = region;
        if (attributes.Country is { } country) proto.Country = country;
        if (attributes.WebsiteDomain is { } domain) proto.WebsiteDomain = domain;
        if (attributes.AnnualRevenue is { } revenue) proto.AnnualRevenue = revenue;
        if (attributes.EmployeeCount is { } employees) proto.EmployeeCount = employees;
        AddTo(proto.CustomAttributes, attributes.Custom);
        return proto;
    }

    public static Person ToPerson(this Proto.Person person) => new(
        new PersonId(person.PersonId),
        new AccountId(person.AccountId),
        new PersonAttributes
        {
            FirstName = person.HasFirstName ? person.FirstName : null,
            LastName = person.HasLastName ? person.LastName : null,
            JobTitle = person.HasJobTitle ? person.JobTitle : null,
            EmailAddress = person.HasEmailAddress ? person.EmailAddress : null,
            EmailInvalid = person.HasEmailInvalid ? person.EmailInvalid : null,
            EmailSuspended = person.HasEmailSuspended ? person.EmailSuspended : null,
            Phone = person.HasPhone ? person.Phone : null,
            MobilePhone = person.HasMobilePhone ? person.MobilePhone : null,
            City = person.HasCity ? person.City : null,
            State = person.HasState ? person.State : null,
            InferredStateRegion = person.HasInferredStateRegion ? person.InferredStateRegion : null,
            PostalCode = person.HasPostalCode ? person.PostalCode : null,
            Country = person.HasCountry ? person.Country : null,
            Custom = ToAttributes(person.CustomAttributes),
        });

    public static Proto.Person ToProto(this Person person)
    {
        var attributes = person.Attributes;
        var proto = new Proto.Person
        {
            PersonId = person.Id.Value,
            AccountId = person.AccountId.Value,
            CreateTime = person.CreatedAt.ToTimestamp(),
            UpdateTime = person.UpdatedAt.ToTimestamp(),
        };
        if (attributes.FirstName is { } firstName) proto.FirstName = firstName;
        if (attributes.LastName is { } lastName) proto.LastName = lastName;
        if (attributes.JobTitle is { } jobTitle) proto.JobTitle = jobTitle;
        if (attributes.EmailAddress is { } email) proto.EmailAddress = email;
        if (attributes.EmailInvalid is { } invalid) proto.EmailInvalid = invalid;
        if (attributes.EmailSuspended is { } suspended) proto.EmailSuspended = suspended;
        if (attributes.Phone is { } phone) proto.Phone = phone;
        if (attributes.MobilePhone is { } mobilePhone) proto.MobilePhone = mobilePhone;
        if (attributes.City is { } city) proto.City = city;
        if (attributes.State is { } state) proto.State = state;
        if (attributes.InferredStateRegion is { } inferred) proto.InferredStateRegion = inferred;
        if (attributes.PostalCode is { } postalCode) proto.PostalCode = postalCode;
        if (attributes.Country is { } country) proto.Country = country;
        AddTo(proto.CustomAttributes, attributes.Custom);
        return proto;
    }

    private static Dictionary<string, AttributeValue> ToAttributes(MapField<string, Proto.AttributeValue> attributes) =>
        attributes.ToDictionary(
            attribute => attribute.Key,
            attribute => attribute.Value.KindCase switch
            {
                Proto.AttributeValue.KindOneofCase.Text => new AttributeValue { Text = attribute.Value.Text },
                Proto.AttributeValue.KindOneofCase.Number => new AttributeValue { Number = attribute.Value.Number },
                Proto.AttributeValue.KindOneofCase.Date => new AttributeValue { Date = CalendarDay.Of(attribute.Value.Date) },
                _ => new AttributeValue { Boolean = attribute.Value.Boolean },
            });

    private static void AddTo(MapField<string, Proto.AttributeValue> map, IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            map[name] = value switch
            {
                { Text: { } text } => new Proto.AttributeValue { Text = text },
                { Number: { } number } => new Proto.AttributeValue { Number = number },
                { Date: { } date } => new Proto.AttributeValue { Date = CalendarDay.ToProto(date) },
                _ => new Proto.AttributeValue { Boolean = value.Boolean ?? false },
            };
        }
    }
}
