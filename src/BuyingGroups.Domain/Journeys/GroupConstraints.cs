using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;

namespace BuyingGroups.Domain.Journeys;

/// <summary>What a journey's condition asks of a group. All that is given must hold; of a set, one entry. An empty set and null ask nothing.</summary>
public sealed record GroupConstraints
{
    /// <summary>Of this solution interest.</summary>
    public SolutionInterestId? SolutionInterest { get; init; }

    /// <summary>In one of these stages; empty text: in none.</summary>
    public IReadOnlySet<string> Stages { get; init; } = new HashSet<string>();

    /// <summary>With one of these statuses, each as <see cref="NameKey.Of"/> has it.</summary>
    public IReadOnlySet<string> Statuses { get; init; } = new HashSet<string>();

    /// <summary>With such a displayed completeness score.</summary>
    public NumberConstraint? Completeness { get; init; }

    /// <summary>With such a displayed engagement score.</summary>
    public NumberConstraint? Engagement { get; init; }

    /// <summary>The first that isn't met of stage, status and completeness; null: they are.</summary>
    public ConditionConstraint? FirstFailed(GroupFacts group) =>
        Stages.Count > 0 && !Stages.Contains(group.StageId) ? ConditionConstraint.Stage
        : Statuses.Count > 0 && !Statuses.Contains(NameKey.Of(group.Status)) ? ConditionConstraint.Status
        : Completeness is not null && !Completeness.Holds(group.Completeness) ? ConditionConstraint.Completeness
        : null;
}
