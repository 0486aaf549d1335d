using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Domain.Definitions;

/// <summary>
/// Accounts for which something is done: those of a list, or those for which a condition holds; with both, the accounts of the list for
/// which the condition holds.
/// </summary>
/// <param name="Id">Made by the service.</param>
/// <param name="Name">Unique without regard to case.</param>
/// <param name="Description">Free text.</param>
/// <param name="HasAccountList">Whether it has a list, fixed for life. Without one it has a condition.</param>
/// <param name="Condition">Over attributes of accounts; null: all accounts of the list.</param>
/// <param name="ListedAccounts">How many accounts the list has.</param>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Created">When and by whom it was made.</param>
/// <param name="Updated">When and by whom it was last changed, its list included.</param>
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
    /// <summary>The most accounts that a list has.</summary>
    public const int MaxListedAccounts = 1_000_000;
}
