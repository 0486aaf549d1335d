using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job wants to do about a batch of accounts.</summary>
/// <param name="Last">The last account of the batch.</param>
/// <param name="Accounts">How many accounts the batch has.</param>
/// <param name="Asks">What to ask about people, in the groups of their accounts.</param>
/// <param name="Overruled">Decisions that stand against what the system wants, and of which the history says so already.</param>
/// <param name="Entered">Accounts that a job found in its audience: they get the group of its solution interest, if there is none.</param>
/// <param name="Left">Accounts that a job had found in its audience, and that aren't in it any more.</param>
/// <param name="Errors">Accounts that can't be done.</param>
public sealed record AccountsPlan(
    AccountId Last,
    int Accounts,
    IReadOnlyList<MemberAsk> Asks,
    int Overruled,
    IReadOnlyList<EnteredAccount> Entered,
    IReadOnlyList<(JobId Job, AccountId Account)> Left,
    IReadOnlyList<JobError> Errors)
{
    /// <summary>Whether more about the same accounts went before.</summary>
    public bool IsContinuation { get; private init; }

    /// <summary>Whether more about the same accounts follows: then they aren't done with this.</summary>
    public bool IsContinued { get; private init; }

    /// <summary>
    /// The same in pieces of some asks each, so that no transaction becomes too large, however many people an account has. If the job is taken over between
    /// two of them, the accounts are planned again: what was done isn't asked for any more.
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
