using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>How well a group's required roles are filled, in percent.</summary>
/// <param name="Exact">0 to 100.</param>
/// <param name="Roles">Each role of the template, in priority order.</param>
public sealed record CompletenessScore(decimal Exact, IReadOnlyList<RoleCompleteness> Roles)
{
    /// <summary>As shown to people: a whole percentage, rounded half away from zero (66.67 → 67).</summary>
    public int Displayed => Display(Exact);

    /// <summary>
    /// The score of a role is min(assigned, required) ÷ required; the group's is the mean over the roles marked required for
    /// completeness, and 100 if none is.
    /// </summary>
    /// <param name="roles">The template's roles.</param>
    /// <param name="assignedMembers">How many members a role has.</param>
    public static CompletenessScore Of(IReadOnlyList<TemplateRole> roles, Func<RoleId, int> assignedMembers)
    {
        var scored = roles.Select(role => new RoleCompleteness(role, assignedMembers(role.RoleId))).ToArray();
        var required = scored.Where(role => role.Role.RequiredForCompleteness).ToArray();
        return new CompletenessScore(required.Length == 0 ? 100 : required.Average(role => role.Exact), scored);
    }

    /// <summary>A percentage as shown to people.</summary>
    internal static int Display(decimal exact) =>
        // Thirds add up to a hair beside the whole that they make; the inner rounding takes the hair off before the half is looked at.
        (int)Math.Round(Math.Round(exact, 20), 0, MidpointRounding.AwayFromZero);
}
