using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>The answer to a batch of membership commands on one group.</summary>
/// <param name="AccountId">The group's account.</param>
/// <param name="Results">One for each command, in order.</param>
/// <param name="Changed">Whether any command took effect; if so, the group's roster is another now.</param>
/// <param name="Revision">The group's revision after the batch.</param>
public sealed record DecidedBatch(AccountId AccountId, IReadOnlyList<DecidedCommand> Results, bool Changed, long Revision);
