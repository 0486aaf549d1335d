using System.Numerics;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>How well a group's required roles are filled, in percent.</summary>
/// <param name="Exact">The exact score, 0 to 100, as the nearest double.</param>
/// <param name="Displayed">The displayed score: a whole percentage, rounded half away from zero (66.67 → 67).</param>
/// <param name="Roles">The completeness of each role of the template, in priority order.</param>
public sealed record CompletenessScore(double Exact, int Displayed, IReadOnlyList<RoleCompleteness> Roles)
{
    /// <summary>
    /// The score of a role is min(assigned, required) ÷ required; the group's is the mean over the roles marked required for completeness,
    /// and 100 if none is.
    /// </summary>
    /// <param name="roles">The template's roles.</param>
    /// <param name="assignedMembers">The number of members of a role.</param>
    public static CompletenessScore Of(IReadOnlyList<TemplateRole> roles, Func<RoleId, int> assignedMembers)
    {
        var scored = roles.Select(role => new RoleCompleteness(role, assignedMembers(role.RoleId))).ToArray();
        // The sum is kept as one fraction, because thirds that are added up as doubles don't quite make a whole.
        var (sum, denominator, required) = (BigInteger.Zero, BigInteger.One, 0);
        foreach (var each in scored.Where(each => each.Role.RequiredForCompleteness))
        {
            var members = each.Role.RequiredMembers;
            sum = (sum * members) + (denominator * Math.Min(each.AssignedMembers, members));
            denominator *= members;
            required++;
        }

        if (required == 0)
        {
            return new CompletenessScore(100, 100, scored);
        }

        var (percent, of) = (100 * sum, denominator * required);
        return new CompletenessScore(NearestDouble.Of(percent, of), (int)(((2 * percent) + of) / (2 * of)), scored);
    }
}
