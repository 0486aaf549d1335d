using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>What every server looks at each second, as SQL had it at one moment.</summary>
/// <param name="ActiveModel">The active scoring model.</param>
/// <param name="Highest">What the last maintenance pass found; null if there was none.</param>
/// <param name="TimeZone">By whose days activities are counted; null until a server has started.</param>
/// <param name="LogPosition">The position of the last invalidation in the log.</param>
/// <param name="ForeignFence">Changes when a server that doesn't know the log made all rosters invalid.</param>
/// <param name="Invalidations">
/// The invalidations after the position that the reader knew, up to <paramref name="LogPosition"/>: one a position, in their order. Null
/// if that can't be said, since some of them have been dropped, or are too many to be read.
/// </param>
public sealed record SharedVersions(
    ScoringModelId ActiveModel,
    HighestScores? Highest,
    string? TimeZone,
    long LogPosition,
    long ForeignFence,
    IReadOnlyList<Invalidation>? Invalidations);
