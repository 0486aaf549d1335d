using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Events;

/// <summary>
/// Which events: all that is given must hold; of a set, one entry. An empty set and null are no constraint. A constraint on something that
/// an event doesn't have isn't met by it.
/// </summary>
public sealed record EventFilter
{
    /// <summary>No constraint.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Of these types.</summary>
    public IReadOnlySet<GroupEventType> Types { get; init; } = new HashSet<GroupEventType>();

    /// <summary>Of groups of these solution interests.</summary>
    public IReadOnlySet<string> SolutionInterests { get; init; } = new HashSet<string>();

    /// <summary>Of groups of these accounts.</summary>
    public IReadOnlySet<string> Accounts { get; init; } = new HashSet<string>();

    /// <summary>About these people.</summary>
    public IReadOnlySet<string> People { get; init; } = new HashSet<string>();

    /// <summary>Of these groups.</summary>
    public IReadOnlySet<string> Groups { get; init; } = new HashSet<string>();

    /// <summary>With one of these roles: the one assigned, the one removed from, the new one.</summary>
    public IReadOnlySet<string> Roles { get; init; } = new HashSet<string>();

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>From one of these stages; empty text: from none.</summary>
    public IReadOnlySet<string> OldStages { get; init; } = new HashSet<string>();

    /// <summary>To one of these stages.</summary>
    public IReadOnlySet<string> NewStages { get; init; } = new HashSet<string>();

    /// <summary>From one of these statuses, each as <see cref="NameKey.Of"/> has it.</summary>
    public IReadOnlySet<string> OldStatuses { get; init; } = new HashSet<string>();

    /// <summary>To one of these statuses, each as <see cref="NameKey.Of"/> has it.</summary>
    public IReadOnlySet<string> NewStatuses { get; init; } = new HashSet<string>();

    /// <summary>With such a displayed completeness score before.</summary>
    public NumberConstraint? OldCompleteness { get; init; }

    /// <summary>With such a displayed completeness score after.</summary>
    public NumberConstraint? NewCompleteness { get; init; }

    /// <summary>With such a displayed engagement score stored before.</summary>
    public NumberConstraint? OldEngagement { get; init; }

    /// <summary>With such a displayed engagement score stored now.</summary>
    public NumberConstraint? NewEngagement { get; init; }

    /// <summary>Whether <paramref name="change"/> is one of them.</summary>
    public bool Passes(GroupEvent change) =>
        (Types.Count == 0 || Types.Contains(change.Type))
        && In(SolutionInterests, change.SolutionInterestId.Value)
        && In(Accounts, change.AccountId.Value)
        && In(Groups, change.GroupId.Value)
        && In(People, change.PersonId?.Value)
        && In(Roles, change.New?.RoleId ?? change.Old?.RoleId)
        && (From is null || change.Decision.At >= From)
        && (Before is null || change.Decision.At < Before)
        && (OldStages.Count == 0 || (change.Type == GroupEventType.StageChanged && OldStages.Contains(change.Old?.StageId ?? "")))
        && In(NewStages, change.New?.StageId)
        && In(OldStatuses, Key(change.Old?.Status))
        && In(NewStatuses, Key(change.New?.Status))
        && Is(OldCompleteness, change.Old?.CompletenessDisplayed)
        && Is(NewCompleteness, change.New?.CompletenessDisplayed)
        && Is(OldEngagement, change.Type == GroupEventType.EngagementChanged ? change.Old?.EngagementDisplayed ?? 0 : null)
        && Is(NewEngagement, change.New?.EngagementDisplayed);

    private static bool In(IReadOnlySet<string> wanted, string? value) =>
        wanted.Count == 0 || (value is not null && wanted.Contains(value));

    private static bool Is(NumberConstraint? wanted, long? value) => wanted is null || (value is { } number && wanted.Holds(number));

    private static string? Key(string? status) => status is null ? null : NameKey.Of(status);
}
