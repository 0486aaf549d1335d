namespace BuyingGroups.Domain.Definitions;

/// <summary>What a person does in a purchase.</summary>
/// <param name="Id">The id: made by the service, and fixed for a default role.</param>
/// <param name="Name">The name, unique regardless of case.</param>
/// <param name="IsDefault">Whether it is one of the six roles that can't be changed or deleted.</param>
/// <param name="Revision">The revision, which grows with every change.</param>
/// <param name="Created">When and by whom it was created.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
public sealed record Role(RoleId Id, string Name, bool IsDefault, long Revision, Change Created, Change Updated)
{
    /// <summary>The most roles, default and custom ones together (a rule of the domain).</summary>
    public const int MaxRoles = 20;

    /// <summary>The six default roles with their fixed ids and names.</summary>
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
