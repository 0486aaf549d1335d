using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job has decided about a batch of accounts.</summary>
/// <param name="Last">The last account of the batch.</param>
/// <param name="Accounts">The number of accounts in the batch.</param>
/// <param name="Asks">The membership commands to issue, in the groups of the accounts.</param>
/// <param name="Overruled">
/// The number of decisions that stand against what the system wants and that the history already records as such.
/// </param>
/// <param name="Entered">
/// Accounts that a job found in its audience. They get the group of its solution interest, unless there is one.
/// </param>
/// <param name="Left">Accounts that a job had found in its audience, and that are no longer in it.</param>
/// <param name="Errors">Accounts that can't be processed.</param>
public sealed record AccountsPlan(
    AccountId Last,
    int Accounts,
    IReadOnlyList<MemberAsk> Asks,
    int Overruled,
    IReadOnlyList<EnteredAccount> Entered,
    IReadOnlyList<(JobId Job, AccountId Account)> Left,
    IReadOnlyList<JobError> Errors)
{
    /// <summary>Whether a piece about the same accounts preceded this one.</summary>
    public bool IsContinuation { get; private init; }

    /// <summary>Whether a piece about the same accounts follows, so that they aren't finished by this one.</summary>
    public bool IsContinued { get; private init; }

    /// <summary>
    /// The same plan in pieces with a limited number of commands each, so that no transaction becomes too large, however many people an
    /// account has. If another server claims the job between two pieces, the accounts are planned again, and what has been done isn't asked
    /// for any more.
    /// </summary>
    public IEnumerable<AccountsPlan> InPieces(int asks)
    {
        var from = 0;
        for (; Asks.Count - from > asks; from += asks)
        {
            yield return this with
            {
                Accounts = 0,
                Asks = [.. Asks.Skip(from).Take(asks)],
                Overruled = 0,
                Left = [],
                Errors = [],
                IsContinuation = from > 0,
                IsContinued = true,
            };
        }

        yield return from == 0 ? this : this with { Asks = [.. Asks.Skip(from)], IsContinuation = true };
    }
}
