using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Domain.Groups;

/// <summary>The people of one account who decide on one purchase.</summary>
/// <param name="Id">Made by the service.</param>
/// <param name="SolutionInterestId">What is sold; with the account unique.</param>
/// <param name="SolutionInterestName">Its name when the group was read.</param>
/// <param name="AccountId">Who is sold to.</param>
/// <param name="AccountName">Its name when the group was read.</param>
/// <param name="Completeness">How well the required roles are filled, kept up to date by every change to the group.</param>
/// <param name="Created">When and by whom it was made.</param>
/// <param name="UpdatedAt">When the group or its members last changed.</param>
public sealed record BuyingGroup(
    BuyingGroupId Id,
    SolutionInterestId SolutionInterestId,
    string SolutionInterestName,
    AccountId AccountId,
    string AccountName,
    CompletenessScore Completeness,
    Change Created,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Generated, never set: "&lt;solution interest&gt; for &lt;account&gt;".</summary>
    public string Name => $"{SolutionInterestName} for {AccountName}";
}
