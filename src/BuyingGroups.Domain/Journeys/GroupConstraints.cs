using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;

namespace BuyingGroups.Domain.Journeys;

/// <summary>
/// The constraints of a journey's condition on a group. All given constraints must hold; of a set, one entry must match. An empty set and
/// null are no constraint.
/// </summary>
public sealed record GroupConstraints
{
    /// <summary>The group belongs to this solution interest.</summary>
    public SolutionInterestId? SolutionInterest { get; init; }

    /// <summary>The group is in one of these stages; an empty text means no stage.</summary>
    public IReadOnlySet<string> Stages { get; init; } = new HashSet<string>();

    /// <summary>The group has one of these statuses, each in the form of <see cref="NameKey.Of"/>.</summary>
    public IReadOnlySet<string> Statuses { get; init; } = new HashSet<string>();

    /// <summary>The constraint on the displayed completeness score.</summary>
    public NumberConstraint? Completeness { get; init; }

    /// <summary>The constraint on the displayed engagement score.</summary>
    public NumberConstraint? Engagement { get; init; }

    /// <summary>The first unmet constraint of stage, status and completeness; null if all are met.</summary>
    public ConditionConstraint? FirstFailed(GroupFacts group) =>
        Stages.Count > 0 && !Stages.Contains(group.StageId) ? ConditionConstraint.Stage
        : Statuses.Count > 0 && !Statuses.Contains(NameKey.Of(group.Status)) ? ConditionConstraint.Status
        : Completeness is not null && !Completeness.Holds(group.Completeness) ? ConditionConstraint.Completeness
        : null;
}
