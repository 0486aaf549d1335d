using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>The catalogue of activity types: what counts, with which weight, and how much of it in a day.</summary>
public sealed class ScoringModel
{
    private readonly ActivityType?[] _byCode;

    /// <summary>Creates the model with <paramref name="types"/>.</summary>
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

    /// <summary>The id, made by the service; that of the default model is <c>default</c>.</summary>
    public ScoringModelId Id { get; }

    /// <summary>The name, unique regardless of case.</summary>
    public string Name { get; }

    /// <summary>The status.</summary>
    public ScoringModelStatus Status { get; }

    /// <summary>The types, in the order in which they were added.</summary>
    public IReadOnlyList<ActivityType> Types { get; }

    /// <summary>The revision, which grows with every change.</summary>
    public required long Revision { get; init; }

    /// <summary>When and by whom it was created.</summary>
    public required Change Created { get; init; }

    /// <summary>When and by whom it was last changed.</summary>
    public required Change Updated { get; init; }

    /// <summary>When and by whom it was activated; null while a draft.</summary>
    public Change? Activated { get; init; }

    /// <summary>The type with <paramref name="code"/> if this model scores it; null if it isn't in the model or has weight 0.</summary>
    public ActivityType? Scored(ActivityTypeCode code) =>
        code.Value < _byCode.Length && _byCode[code.Value] is { Weight: > 0 } type ? type : null;
}
