namespace BuyingGroups.Domain.Stages;

/// <summary>The id of a stage, made by the service.</summary>
public readonly record struct StageId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
