namespace BuyingGroups.Domain.Conditions;

/// <summary>The type of an attribute's values, which determines the operators that fit it.</summary>
public enum AttributeType
{
    /// <summary>A text.</summary>
    Text = 1,

    /// <summary>Several texts.</summary>
    TextList = 2,

    /// <summary>A number.</summary>
    Number = 3,

    /// <summary>A truth value.</summary>
    Boolean = 4,

    /// <summary>A calendar day.</summary>
    Date = 5,
}
