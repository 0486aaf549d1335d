namespace BuyingGroups.Domain.Conditions;

/// <summary>The attributes of people.</summary>
public static class PersonSchema
{
    /// <summary>
    /// The attribute that isn't stored but computed. A condition that names it needs <see cref="PersonSubject.EngagementScore"/>.
    /// </summary>
    public const string EngagementScore = "person_engagement_score";

    private static readonly Dictionary<string, (AttributeType Type, Func<PersonSubject, AttributeReading> Read)> Standard = new()
    {
        ["first_name"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.FirstName }),
        ["last_name"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.LastName }),
        ["job_title"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.JobTitle }),
        ["email_address"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.EmailAddress }),
        ["email_invalid"] = (AttributeType.Boolean, subject => new() { Boolean = subject.Attributes.EmailInvalid }),
        ["email_suspended"] = (AttributeType.Boolean, subject => new() { Boolean = subject.Attributes.EmailSuspended }),
        ["phone"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.Phone }),
        ["mobile_phone"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.MobilePhone }),
        ["city"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.City }),
        ["state"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.State }),
        ["inferred_state_region"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.InferredStateRegion }),
        ["postal_code"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.PostalCode }),
        ["country"] = (AttributeType.Text, subject => new() { Text = subject.Attributes.Country }),
        [EngagementScore] = (AttributeType.Number, subject => new() { Number = subject.EngagementScore }),
    };

    /// <summary>The standard attributes together with these custom ones.</summary>
    public static AttributeSchema<PersonSubject> With(IReadOnlyDictionary<string, AttributeType> custom) =>
        new(Standard, subject => subject.Attributes.Custom, custom);
}
