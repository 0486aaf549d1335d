namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// How a predicate compares. Logic is two-valued: for a missing attribute <see cref="IsEmpty"/> and the negative operators hold and all
/// others don't, so that <c>x IS NOT v</c> means the same as <c>NOT x IS v</c>. For a list, such as the products that an account owns, an
/// operator holds if it holds for one element, and a negative one if the positive one doesn't.
/// </summary>
public enum ConditionOperator
{
    /// <summary>The attribute equals the value.</summary>
    Is = 1,

    /// <summary>The attribute doesn't equal the value, or is missing.</summary>
    IsNot = 2,

    /// <summary>The attribute equals one of the values.</summary>
    In = 3,

    /// <summary>The attribute begins with one of the values.</summary>
    StartsWith = 4,

    /// <summary>The attribute ends with one of the values.</summary>
    EndsWith = 5,

    /// <summary>The attribute contains one of the values.</summary>
    Contains = 6,

    /// <summary>The attribute contains none of the values, or is missing.</summary>
    DoesNotContain = 7,

    /// <summary>The attribute is missing, an empty text, or an empty list.</summary>
    IsEmpty = 8,

    /// <summary>The attribute is present and not empty.</summary>
    IsNotEmpty = 9,

    /// <summary>The attribute is less than the value.</summary>
    Less = 10,

    /// <summary>The attribute is less than or equal to the value.</summary>
    LessOrEqual = 11,

    /// <summary>The attribute is greater than the value.</summary>
    Greater = 12,

    /// <summary>The attribute is greater than or equal to the value.</summary>
    GreaterOrEqual = 13,

    /// <summary>The attribute lies between the two values, both included.</summary>
    Between = 14,

    /// <summary>The attribute is a day before the value.</summary>
    Before = 15,

    /// <summary>The attribute is a day after the value.</summary>
    After = 16,

    /// <summary>The attribute is one of the last n calendar days, today included.</summary>
    InTheLastDays = 17,
}
