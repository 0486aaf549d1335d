using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Conditions;

/// <summary>The attributes of accounts.</summary>
public static class AccountSchema
{
    private static readonly Dictionary<string, (AttributeType Type, Func<Account, AttributeReading> Read)> Standard = new()
    {
        ["display_name"] = (AttributeType.Text, subject => new() { Text = subject.Name }),
        ["industry"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.Industry }),
        ["region"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.Region }),
        ["country"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.Country }),
        ["website_domain"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.WebsiteDomain }),
        ["annual_revenue"] = (AttributeType.Number, subject => new() { Number = subject.Attributes.AnnualRevenue }),
        ["employee_count"] = (AttributeType.Number, subject => new() { Number = subject.Attributes.EmployeeCount }),
        ["products_owned"] = (AttributeType.TextList, subject => new() { Texts = subject.Attributes.ProductsOwned }),
    };

    /// <summary>The standard attributes together with these custom ones.</summary>
    public static AttributeSchema<Account> With(IReadOnlyDictionary<string, AttributeType> custom) =>
        new(Standard, account => account.Attributes.Custom, custom);
}
