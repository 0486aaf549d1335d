using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>Schemas and subjects for tests.</summary>
internal static class Subjects
{
    public static readonly DateOnly Today = new(2026, 3, 4);

    public static readonly AttributeSchema<PersonSubject> People = PersonSchema.With(new Dictionary<string, AttributeType>
    {
        ["tier"] = AttributeType.Text,
        ["seats"] = AttributeType.Number,
        ["vip"] = AttributeType.Boolean,
        ["renewal"] = AttributeType.Date,
        ["odd \"name\""] = AttributeType.Text,
    });

    public static readonly AttributeSchema<Account> Accounts = AccountSchema.With(new Dictionary<string, AttributeType>());

    public static bool Holds(string text, PersonAttributes person, double? score = null) =>
        People.Compile(ConditionText.Parse(text)).Matches(new PersonSubject(person, score), Today);

    public static PersonAttributes With(string name, AttributeValue value) =>
        new() { Custom = new Dictionary<string, AttributeValue> { [name] = value } };
}
