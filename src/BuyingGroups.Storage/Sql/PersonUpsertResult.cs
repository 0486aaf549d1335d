using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;

namespace BuyingGroups.Storage.Sql;

/// <summary>What the upsert of one person did.</summary>
/// <param name="Outcome">Done or refused.</param>
/// <param name="Move">The move of the counters that is pending now, if the person moved.</param>
/// <param name="ChangedGroups">The groups that the person left by moving, with their account.</param>
public sealed record PersonUpsertResult(
    UpsertOutcome Outcome, PendingMove? Move, IReadOnlyList<(AccountId Account, BuyingGroupId Group)> ChangedGroups)
{
    internal static PersonUpsertResult Of(UpsertOutcome outcome) => new(outcome, null, []);
}
