using BuyingGroups.Domain.Groups;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>The answer to commands.</summary>
/// <param name="Results">One for each command, in order; empty if the first answer is given again.</param>
/// <param name="ChangedRosters">The groups whose members are others now, or were so after the first answer.</param>
/// <param name="FirstAnswer">What was answered when the commands came first; null if that was now.</param>
public sealed record ExecutedCommands(
    IReadOnlyList<GroupCommandResult> Results, IReadOnlyList<TouchedGroup> ChangedRosters, FirstAnswer? FirstAnswer = null)
{
    /// <summary>
    /// The groups whose members were to change and are as they were, but had changed so shortly before that whoever did it may not have
    /// told it yet.
    /// </summary>
    public IReadOnlyList<TouchedGroup> RostersChangedBefore { get; init; } = [];
}
