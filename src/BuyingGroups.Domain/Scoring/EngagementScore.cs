using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>
/// The engagement score: the sum over roles of <em>role total × role percentage</em>. A role's total is the sum of the capped counts over
/// its members, days and activity types. Its percentage is the value of its weighting over the sum of the values of all roles.
/// </summary>
public static class EngagementScore
{
    // Totals are kept in hundredths of an activity, because an activity type's weight is a whole percentage.
    private const int Hundredths = 100;

    /// <summary>One day's count of one activity type as far as it counts: at most the type's daily cap.</summary>
    public static int Capped(int count, ActivityType type) => Math.Min(count, type.DailyCap);

    /// <summary>
    /// What one counter adds to a person's total: nothing if it is outside the window or the model doesn't score the type.
    /// </summary>
    public static ExactScore Contribution(ActivityCount counter, ScoringModel model, ScoringWindow window, ScoringMethod method) =>
        new(InHundredths(counter, model, window, method), Hundredths);

    /// <summary>A person's total over types and days.</summary>
    /// <param name="counters">The counters, at most one for each day and type.</param>
    /// <param name="model">The scoring model, with caps and weights.</param>
    /// <param name="window">The days that count.</param>
    /// <param name="method">
    /// The scoring method. <see cref="ScoringMethod.Normalized"/> has the same totals as <see cref="ScoringMethod.ActivityWeighted"/>.
    /// </param>
    public static ExactScore PersonTotal(
        ReadOnlySpan<ActivityCount> counters, ScoringModel model, ScoringWindow window, ScoringMethod method)
    {
        long total = 0;
        foreach (ref readonly var counter in counters)
        {
            total += InHundredths(counter, model, window, method);
        }

        return new ExactScore(total, Hundredths);
    }

    /// <summary>The group's score: Σ role total × role weighting ÷ Σ weightings of all roles of the template.</summary>
    /// <param name="roles">All roles of the template, including those without members.</param>
    public static ExactScore GroupScore(IEnumerable<(RoleWeighting Weighting, ExactScore Total)> roles)
    {
        var weighted = ExactScore.Zero;
        long weightings = 0;
        foreach (var (weighting, total) in roles)
        {
            weighted = weighted.Plus(total with { Numerator = checked(total.Numerator * (int)weighting) });
            weightings += (int)weighting;
        }

        return weightings == 0 ? ExactScore.Zero : weighted with { Denominator = checked(weighted.Denominator * weightings) };
    }

    /// <summary>A role's share of the template's weightings, in percent. Vital beside Important and Normal is 41.67.</summary>
    public static double RolePercentage(RoleWeighting weighting, IEnumerable<RoleWeighting> all) =>
        100.0 * (int)weighting / all.Sum(each => (int)each);

    private static long InHundredths(ActivityCount counter, ScoringModel model, ScoringWindow window, ScoringMethod method) =>
        window.Contains(counter.Day) && model.Scored(counter.Type) is { } type
            ? (long)Capped(counter.Count, type) * WeightOf(type, method)
            : 0;

    // No default: the compiler tells where a new method was forgotten.
    private static int WeightOf(ActivityType type, ScoringMethod method) => method switch
    {
        ScoringMethod.RoleWeighted => Hundredths,
        ScoringMethod.ActivityWeighted or ScoringMethod.Normalized => type.Weight,
    };
}
