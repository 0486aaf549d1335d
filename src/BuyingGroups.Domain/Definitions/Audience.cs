using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Domain.Definitions;

/// <summary>
/// A set of accounts: those of a list, or those for which a condition holds. With both, it is the accounts of the list for which the
/// condition holds.
/// </summary>
/// <param name="Id">The id, made by the service.</param>
/// <param name="Name">The name, unique regardless of case.</param>
/// <param name="Description">The description, a free text.</param>
/// <param name="HasAccountList">Whether the audience has a list, which is fixed for life. Without one it has a condition.</param>
/// <param name="Condition">The condition over attributes of accounts; null means all accounts of the list.</param>
/// <param name="ListedAccounts">The number of accounts in the list.</param>
/// <param name="Revision">The revision, which grows with every change.</param>
/// <param name="Created">When and by whom it was created.</param>
/// <param name="Updated">When and by whom it was last changed, including its list.</param>
public sealed record Audience(
    AudienceId Id,
    string Name,
    string Description,
    bool HasAccountList,
    Condition? Condition,
    long ListedAccounts,
    long Revision,
    Change Created,
    Change Updated)
{
    /// <summary>The most accounts in a list.</summary>
    public const int MaxListedAccounts = 1_000_000;
}
