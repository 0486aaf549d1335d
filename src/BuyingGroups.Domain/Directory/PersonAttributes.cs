namespace BuyingGroups.Domain.Directory;

/// <summary>The attributes of a person, standard and custom. Null means "not known".</summary>
public sealed record PersonAttributes
{
    /// <summary>Given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Family name.</summary>
    public string? LastName { get; init; }

    /// <summary>Job title, such as "Sr Director, IT".</summary>
    public string? JobTitle { get; init; }

    /// <summary>E-mail address.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>True if mail to the address bounces permanently.</summary>
    public bool? EmailInvalid { get; init; }

    /// <summary>True if no mail may be sent for now.</summary>
    public bool? EmailSuspended { get; init; }

    /// <summary>Phone number at work.</summary>
    public string? Phone { get; init; }

    /// <summary>Mobile phone number.</summary>
    public string? MobilePhone { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>State or region as given by the person.</summary>
    public string? State { get; init; }

    /// <summary>State or region as inferred, for example from a network address.</summary>
    public string? InferredStateRegion { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Country.</summary>
    public string? Country { get; init; }

    /// <summary>Custom attributes by name.</summary>
    public IReadOnlyDictionary<string, AttributeValue> Custom { get; init; } = new Dictionary<string, AttributeValue>();
}
