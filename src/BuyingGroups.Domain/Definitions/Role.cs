namespace BuyingGroups.Domain.Definitions;

/// <summary>What a person does in a purchase.</summary>
/// <param name="Id">Made by the service; of a default role, a fixed one.</param>
/// <param name="Name">Unique without regard to case.</param>
/// <param name="IsDefault">One of the six that can't be changed or deleted.</param>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Created">When and by whom it was made.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
public sealed record Role(RoleId Id, string Name, bool IsDefault, long Revision, Change Created, Change Updated)
{
    /// <summary>Default and custom roles together (domain rule: at most 20).</summary>
    public const int MaxRoles = 20;

    /// <summary>The six default roles: (fixed id, name).</summary>
    public static IReadOnlyList<(RoleId Id, string Name)> Defaults { get; } =
    [
        (new("decision-maker"), "Decision Maker"),
        (new("influencer"), "Influencer"),
        (new("practitioner"), "Practitioner"),
        (new("executive-steering-committee"), "Executive Steering Committee"),
        (new("champion"), "Champion"),
        (new("other"), "Other"),
    ];
}
