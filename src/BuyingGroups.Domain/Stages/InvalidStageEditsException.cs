namespace BuyingGroups.Domain.Stages;

/// <summary>Edits of stages contradict each other.</summary>
/// <param name="faults">All faults.</param>
public sealed class InvalidStageEditsException(IReadOnlyList<StageEditFault> faults)
    : Exception(string.Join(" ", faults.Select(fault => fault.Description)))
{
    /// <summary>All faults.</summary>
    public IReadOnlyList<StageEditFault> Faults { get; } = faults;
}

/// <summary>A fault of an edit.</summary>
/// <param name="Edit">The index of the edit among all edits.</param>
/// <param name="Field">The edit's field in snake_case, such as <c>next_display_names[2]</c>.</param>
/// <param name="Reason">A stable code.</param>
/// <param name="Description">A text that continues the sentence that begins with the field's name.</param>
public sealed record StageEditFault(int Edit, string Field, string Reason, string Description);
