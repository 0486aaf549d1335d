using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>What every server looks at each second.</summary>
/// <param name="ActiveModel">The active scoring model.</param>
/// <param name="RosterFence">Grows when rosters that were read before are not to be used.</param>
/// <param name="Highest">What the last maintenance pass found; null if there was none.</param>
/// <param name="TimeZone">By whose days activities are counted; null until a server has started.</param>
public sealed record SharedVersions(ScoringModelId ActiveModel, long RosterFence, HighestScores? Highest, string? TimeZone);
