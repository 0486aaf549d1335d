namespace BuyingGroups.Domain.Stages;

/// <summary>Edits of stages don't fit together.</summary>
/// <param name="faults">Everything that is wrong, at once.</param>
public sealed class InvalidStageEditsException(IReadOnlyList<StageEditFault> faults)
    : Exception(string.Join(" ", faults.Select(fault => fault.Description)))
{
    /// <summary>Everything that is wrong, at once.</summary>
    public IReadOnlyList<StageEditFault> Faults { get; } = faults;
}

/// <summary>Why an edit doesn't fit.</summary>
/// <param name="Edit">The place of the edit among all edits.</param>
/// <param name="Field">The edit's field in snake_case, such as <c>next_display_names[2]</c>.</param>
/// <param name="Reason">A stable code.</param>
/// <param name="Description">Reads on from the field's name.</param>
public sealed record StageEditFault(int Edit, string Field, string Reason, string Description);
