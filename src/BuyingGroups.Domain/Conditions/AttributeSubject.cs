namespace BuyingGroups.Domain.Conditions;

/// <summary>Whose attributes.</summary>
public enum AttributeSubject
{
    /// <summary>People.</summary>
    Person = 1,

    /// <summary>Accounts.</summary>
    Account = 2,
}
