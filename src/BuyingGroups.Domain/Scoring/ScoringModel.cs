using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>The catalogue of activity types: what counts, how much, and how much of it in a day.</summary>
public sealed class ScoringModel
{
    private readonly ActivityType?[] _byCode;

    /// <summary>Makes the model of <paramref name="types"/>.</summary>
    public ScoringModel(ScoringModelId id, string name, ScoringModelStatus status, IReadOnlyList<ActivityType> types)
    {
        Id = id;
        Name = name;
        Status = status;
        Types = types;
        _byCode = new ActivityType?[types.Count == 0 ? 0 : types.Max(type => type.Code.Value) + 1];
        foreach (var type in types)
        {
            _byCode[type.Code.Value] = type;
        }
    }

    /// <summary>Made by the service; of the default model <c>default</c>.</summary>
    public ScoringModelId Id { get; }

    /// <summary>Unique without regard to case.</summary>
    public string Name { get; }

    /// <summary>Draft, active or archived.</summary>
    public ScoringModelStatus Status { get; }

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<ActivityType> Types { get; }

    /// <summary>Grows with every change.</summary>
    public required long Revision { get; init; }

    /// <summary>When and by whom it was made.</summary>
    public required Change Created { get; init; }

    /// <summary>When and by whom it was last changed.</summary>
    public required Change Updated { get; init; }

    /// <summary>When and by whom it was activated; null while draft.</summary>
    public Change? Activated { get; init; }

    /// <summary>The type of <paramref name="code"/> if this model scores it; null if it isn't in the model or has weight 0.</summary>
    public ActivityType? Scored(ActivityTypeCode code) =>
        code.Value < _byCode.Length && _byCode[code.Value] is { Weight: > 0 } type ? type : null;
}
