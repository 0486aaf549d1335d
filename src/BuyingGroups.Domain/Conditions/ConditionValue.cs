namespace BuyingGroups.Domain.Conditions;

/// <summary>A value that an attribute is compared with. Exactly one of its parts is set.</summary>
public sealed record ConditionValue
{
    /// <summary>A text.</summary>
    public string? Text { get; private init; }

    /// <summary>A finite number; also the number of days of <see cref="ConditionOperator.InTheLastDays"/>.</summary>
    public double? Number { get; private init; }

    /// <summary>A truth value.</summary>
    public bool? Boolean { get; private init; }

    /// <summary>A calendar day.</summary>
    public DateOnly? Date { get; private init; }

    /// <summary>A text.</summary>
    public static ConditionValue Of(string text) => new() { Text = text };

    /// <summary>A number.</summary>
    public static ConditionValue Of(double number) => new() { Number = number };

    /// <summary>A truth value.</summary>
    public static ConditionValue Of(bool boolean) => new() { Boolean = boolean };

    /// <summary>A calendar day.</summary>
    public static ConditionValue Of(DateOnly date) => new() { Date = date };
}
