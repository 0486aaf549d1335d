namespace BuyingGroups.Domain.Conditions;

/// <summary>To whom an attribute belongs.</summary>
public enum AttributeSubject
{
    /// <summary>People.</summary>
    Person = 1,

    /// <summary>Accounts.</summary>
    Account = 2,
}
