using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Stages;

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
/// <param name="Stage">The stage that it is in, with its name; null: none yet.</param>
/// <param name="Status">Free text; may be empty.</param>
/// <param name="Revision">Grows with every change.</param>
public sealed record BuyingGroup(
    BuyingGroupId Id,
    SolutionInterestId SolutionInterestId,
    string SolutionInterestName,
    AccountId AccountId,
    string AccountName,
    CompletenessScore Completeness,
    Change Created,
    DateTimeOffset UpdatedAt,
    (StageId Id, string Name)? Stage,
    string Status,
    long Revision)
{
    /// <summary>The engagement score that the last maintenance pass stored; null if there was none since the group was made.</summary>
    public StoredEngagement? StoredEngagement { get; init; }

    /// <summary>Generated, never set: "&lt;solution interest&gt; for &lt;account&gt;".</summary>
    public string Name => NameOf(SolutionInterestName, AccountName);

    /// <summary>The name of the group of a solution interest and an account of these names.</summary>
    public static string NameOf(string solutionInterestName, string accountName) => $"{solutionInterestName} for {accountName}";
}
