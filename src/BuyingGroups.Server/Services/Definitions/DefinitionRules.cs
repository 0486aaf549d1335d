using FluentValidation;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Bounds and rules that all definitions share.</summary>
internal static class DefinitionRules
{
    public const int MaxNameLength = 100;
    public const int MaxDescriptionLength = 2000;
    public const string DisplayName = "display_name";
    public const string Description = "description";

    /// <summary>The message with what is to be created or changed must be given.</summary>
    public static IRuleBuilderOptions<T, TProperty> Required<T, TProperty>(this IRuleBuilder<T, TProperty> rule) =>
        rule.NotNull().WithMessage("is required").WithErrorCode("REQUIRED");

    /// <summary>The mask must be given and may name only <paramref name="fields"/>.</summary>
    public static void UpdateMask<T>(this AbstractValidator<T> validator, Func<T, FieldMask?> maskOf, params string[] fields)
    {
        validator.RuleFor(request => maskOf(request))
            .Must(mask => mask is { Paths.Count: > 0 })
            .OverridePropertyName("update_mask").WithMessage("is required").WithErrorCode("REQUIRED");
        validator.RuleForEach(request => maskOf(request)!.Paths)
            .Must(path => fields.Contains(path))
            .OverridePropertyName("update_mask.paths")
            .WithMessage($"may name {string.Join(", ", fields)} only").WithErrorCode("UNKNOWN_VALUE")
            .When(request => maskOf(request) is not null);
    }

    /// <summary>Whether the mask names a field.</summary>
    public static bool Names(this FieldMask? mask, string field) => mask?.Paths.Contains(field) == true;
}
