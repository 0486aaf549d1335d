using System.Globalization;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Texts;
using FluentValidation;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Validation;

/// <summary>
/// The bounds that the contracts state for kinds of fields. The description of a violation continues the sentence that begins with the
/// field's name. Its reason is one of <c>REQUIRED</c>, <c>TOO_LONG</c>, <c>TOO_MANY</c>, <c>OUT_OF_RANGE</c>, <c>MALFORMED</c>,
/// <c>UNKNOWN_VALUE</c>, <c>RESERVED</c>.
/// </summary>
internal static class FieldRules
{
    public const int MaxIdLength = 128;
    public const int MaxPageSize = 1000;
    public const int MaxBatchSize = 1000;
    public const int MaxReasonLength = 500;

    private const string NotVisible = "has control characters, line breaks or marks of writing direction";

    /// <summary>A required id.</summary>
    public static IRuleBuilderOptions<T, string> Id<T>(this IRuleBuilderInitial<T, string> field) =>
        field.Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("is required").WithErrorCode("REQUIRED")
            .WellFormedId();

    /// <summary>Required ids in a list.</summary>
    public static IRuleBuilderOptions<T, string> Id<T>(this IRuleBuilderInitialCollection<T, string> items) =>
        items.Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("is required").WithErrorCode("REQUIRED")
            .WellFormedId();

    /// <summary>An optional id.</summary>
    public static IRuleBuilderOptions<T, string> OptionalId<T>(this IRuleBuilderInitial<T, string> field) =>
        field.Cascade(CascadeMode.Stop).WellFormedId();

    /// <summary>An optional id of a request, chosen by the caller: a UUID (AIP-155).</summary>
    public static IRuleBuilderOptions<T, string> RequestId<T>(this IRuleBuilderInitial<T, string> field) =>
        field
            .Must(id => id.Length == 0 || (Guid.TryParseExact(id, "D", out var uuid) && uuid != Guid.Empty))
            .WithMessage("isn't a UUID such as 8f14e45f-ceea-4d6b-a1f4-2c9a7f0d3b52").WithErrorCode("MALFORMED");

    /// <summary>A required text with more than white space.</summary>
    public static IRuleBuilderOptions<T, string> RequiredText<T>(this IRuleBuilder<T, string> field, int maxLength) =>
        field.NotBlank().Text(maxLength);

    /// <summary>An optional text.</summary>
    public static IRuleBuilderOptions<T, string> Text<T>(this IRuleBuilder<T, string> field, int maxLength) =>
        field.Bounded(maxLength).Must(text => !text.Contains('\0')).WithMessage("contains the character U+0000").WithErrorCode("MALFORMED");

    /// <summary>
    /// An optional text that people and logs show in one line, such as a reason. Invisible characters are refused, because they would
    /// change how the text around it is shown.
    /// </summary>
    public static IRuleBuilderOptions<T, string> Line<T>(this IRuleBuilder<T, string> field, int maxLength) =>
        field.Bounded(maxLength).Must(VisibleText.Is).WithMessage(NotVisible).WithErrorCode("MALFORMED");

    /// <summary>A required text that people and logs show in one line, with more than white space.</summary>
    public static IRuleBuilderOptions<T, string> RequiredLine<T>(this IRuleBuilder<T, string> field, int maxLength) =>
        field.NotBlank().Line(maxLength);

    /// <summary>
    /// A name. White space at its ends, including a line break that was copied along, isn't part of the name and is accepted.
    /// </summary>
    public static IRuleBuilderOptions<T, string> Name<T>(this IRuleBuilder<T, string> field, int maxLength) =>
        field.NotBlank()
            .Bounded(maxLength)
            .Must(text => VisibleText.Is(text.Trim())).WithMessage(NotVisible).WithErrorCode("MALFORMED");

    /// <summary>
    /// The user on whose behalf a caller acts; optional. It is stored as the author, so names that only the service itself may use are
    /// refused.
    /// </summary>
    public static IRuleBuilderOptions<T, string> OnBehalfOf<T>(this IRuleBuilderInitial<T, string> field) =>
        field.OptionalId()
            .Must(VisibleText.Is).WithMessage(NotVisible).WithErrorCode("MALFORMED")
            .Must(user => !Authors.IsReserved(user))
            .WithMessage($"begins with {Authors.ReservedPrefixes}, as only the authors do that the service itself names")
            .WithErrorCode("RESERVED");

    /// <summary>An enum value that the contracts know.</summary>
    public static IRuleBuilderOptions<T, TEnum> Known<T, TEnum>(this IRuleBuilder<T, TEnum> field)
        where TEnum : struct, System.Enum =>
        field.Must(value => System.Enum.IsDefined(value)).WithMessage("has a value that isn't known").WithErrorCode("UNKNOWN_VALUE");

    /// <summary>An enum value that the contracts know, other than the unspecified one.</summary>
    public static IRuleBuilderOptions<T, TEnum> Specified<T, TEnum>(this IRuleBuilderInitial<T, TEnum> field)
        where TEnum : struct, System.Enum =>
        field.Cascade(CascadeMode.Stop)
            .Must(value => !EqualityComparer<TEnum>.Default.Equals(value, default)).WithMessage("is required").WithErrorCode("REQUIRED")
            .Known();

    /// <summary>A number within bounds, both included.</summary>
    public static IRuleBuilderOptions<T, TNumber> Within<T, TNumber>(this IRuleBuilder<T, TNumber> field, TNumber min, TNumber max)
        where TNumber : IComparable<TNumber>, IComparable =>
        field
            .Must(value => value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0)
            .WithMessage(string.Create(CultureInfo.InvariantCulture, $"must be from {min:N0} to {max:N0}"))
            .WithErrorCode("OUT_OF_RANGE");

    /// <summary>A page size; 0 means the default.</summary>
    public static IRuleBuilderOptions<T, int> PageSize<T>(this IRuleBuilder<T, int> field) => field.Within(0, MaxPageSize);

    /// <summary>A list whose number of items lies within bounds.</summary>
    public static IRuleBuilderOptions<T, TList> Items<T, TList>(this IRuleBuilder<T, TList> field, int min, int max)
        where TList : System.Collections.ICollection =>
        field
            .Must(items => items.Count >= min).WithMessage("is required").WithErrorCode("REQUIRED")
            .Must(items => items.Count <= max)
            .WithMessage(string.Create(CultureInfo.InvariantCulture, $"has more than {max:N0} items")).WithErrorCode("TOO_MANY");

    /// <summary>A required instant within the bounds of <see cref="Timestamp"/>.</summary>
    public static IRuleBuilderOptions<T, Timestamp?> Instant<T>(this IRuleBuilderInitial<T, Timestamp?> field) =>
        field.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .Must(InBounds).WithMessage("isn't a valid timestamp (years 1 to 9999, 0 to 999,999,999 nanoseconds)")
                .WithErrorCode("OUT_OF_RANGE");

    /// <summary>Enum values of a list that the contracts know, other than the unspecified one.</summary>
    public static IRuleBuilderOptions<T, TEnum> Specified<T, TEnum>(this IRuleBuilderInitialCollection<T, TEnum> items)
        where TEnum : struct, System.Enum =>
        items.Cascade(CascadeMode.Stop)
            .Must(value => !EqualityComparer<TEnum>.Default.Equals(value, default)).WithMessage("is required").WithErrorCode("REQUIRED")
            .Known();

    /// <summary>Ids in a list, where the empty text means none.</summary>
    public static IRuleBuilderOptions<T, string> IdOrNone<T>(this IRuleBuilderInitialCollection<T, string> items) =>
        items.Cascade(CascadeMode.Stop).WellFormedId();

    private static IRuleBuilderOptions<T, string> Bounded<T>(this IRuleBuilder<T, string> field, int maxLength) =>
        field
            .MaximumLength(maxLength).WithMessage($"has more than {maxLength} characters").WithErrorCode("TOO_LONG")
            .Must(text => !text.Contains('\uFFFD')).WithMessage("isn't well-formed UTF-8").WithErrorCode("MALFORMED");

    private static bool InBounds(Timestamp? instant) =>
        instant is { Seconds: >= -62_135_596_800 and <= 253_402_300_799, Nanos: >= 0 and <= 999_999_999 };

    private static IRuleBuilderOptions<T, string> WellFormedId<T>(this IRuleBuilder<T, string> field) =>
        field
            .MaximumLength(MaxIdLength).WithMessage($"has more than {MaxIdLength} characters").WithErrorCode("TOO_LONG")
            .Must(id => !id.Contains('\uFFFD')).WithMessage("isn't well-formed UTF-8").WithErrorCode("MALFORMED")
            .Must(HasNoControlsOrOuterSpace)
            .WithMessage("has control characters, or white space at an end").WithErrorCode("MALFORMED");

    private static IRuleBuilderOptions<T, string> NotBlank<T>(this IRuleBuilder<T, string> field) =>
        field.Must(text => !string.IsNullOrWhiteSpace(text)).WithMessage("is required").WithErrorCode("REQUIRED");

    private static bool HasNoControlsOrOuterSpace(string id)
    {
        if (id.Length > 0 && (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1])))
        {
            return false;
        }

        foreach (var character in id)
        {
            if (char.IsControl(character))
            {
                return false;
            }
        }

        return true;
    }
}
