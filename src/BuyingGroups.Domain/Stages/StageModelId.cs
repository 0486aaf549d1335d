namespace BuyingGroups.Domain.Stages;

/// <summary>The id of a stage model, made by the service.</summary>
public readonly record struct StageModelId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
