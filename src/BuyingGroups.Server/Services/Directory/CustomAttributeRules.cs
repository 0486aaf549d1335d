using FluentValidation;
using Google.Protobuf.Collections;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>The bounds of attributes.</summary>
internal static class CustomAttributeRules
{
    /// <summary>The longest text of a standard attribute.</summary>
    public const int MaxTextLength = 255;

    /// <summary>The longest name of an attribute.</summary>
    public const int MaxNameLength = 64;

    private const int MaxAttributes = 100;
    private const int MaxValueLength = 4000;

    /// <summary>Adds a violation for each attribute that is out of bounds, named <c>custom_attributes["name"]</c>.</summary>
    public static void CustomAttributes<T>(this IRuleBuilderInitial<T, MapField<string, Proto.AttributeValue>> field) =>
        field.Custom((attributes, context) =>
        {
            if (attributes.Count > MaxAttributes)
            {
                context.AddFailure(Failure("", $"has more than {MaxAttributes} items", "TOO_MANY"));
            }

            foreach (var (name, value) in attributes)
            {
                if (!IsName(name))
                {
                    context.AddFailure(
                        Failure(name, $"needs a name of 1 to {MaxNameLength} characters, without control characters", "MALFORMED"));
                }

                if (Fault(value) is var (description, reason))
                {
                    context.AddFailure(Failure(name, description, reason));
                }
            }

            FluentValidation.Results.ValidationFailure Failure(string name, string description, string reason) =>
                new(
                    name.Length == 0 ? context.PropertyPath : $"{context.PropertyPath}[\"{name[..Math.Min(name.Length, MaxNameLength)]}\"]",
                    description)
                { ErrorCode = reason };
        });

    /// <summary>Whether this can be the name of an attribute.</summary>
    public static bool IsName(string name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxNameLength && !name.Contains('\uFFFD') && !name.Any(char.IsControl);

    private static (string Description, string Reason)? Fault(Proto.AttributeValue value) => value.KindCase switch
    {
        Proto.AttributeValue.KindOneofCase.None => ("has no value", "REQUIRED"),
        Proto.AttributeValue.KindOneofCase.Text when value.Text.Length > MaxValueLength =>
            ($"has more than {MaxValueLength} characters", "TOO_LONG"),
        Proto.AttributeValue.KindOneofCase.Text when value.Text.Contains('\uFFFD') => ("isn't well-formed UTF-8", "MALFORMED"),
        Proto.AttributeValue.KindOneofCase.Number when !double.IsFinite(value.Number) => ("must be a finite number", "OUT_OF_RANGE"),
        Proto.AttributeValue.KindOneofCase.Date when CalendarDay.Of(value.Date) is null => ("isn't a day of the calendar", "OUT_OF_RANGE"),
        _ => null,
    };
}
