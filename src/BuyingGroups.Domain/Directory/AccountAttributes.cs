namespace BuyingGroups.Domain.Directory;

/// <summary>The attributes of an account, standard and custom. Null means "not known".</summary>
public sealed record AccountAttributes
{
    /// <summary>Line of business, such as "Automotive".</summary>
    public string? Industry { get; init; }

    /// <summary>Sales region, such as "EMEA".</summary>
    public string? Region { get; init; }

    /// <summary>Country of the headquarters.</summary>
    public string? Country { get; init; }

    /// <summary>Internet domain of the website.</summary>
    public string? WebsiteDomain { get; init; }

    /// <summary>Annual revenue, in the currency that the caller uses throughout.</summary>
    public double? AnnualRevenue { get; init; }

    /// <summary>Number of employees.</summary>
    public long? EmployeeCount { get; init; }

    /// <summary>The seller's products that the account owns.</summary>
    public IReadOnlyList<string> ProductsOwned { get; init; } = [];

    /// <summary>Custom attributes by name.</summary>
    public IReadOnlyDictionary<string, AttributeValue> Custom { get; init; } = new Dictionary<string, AttributeValue>();
}
