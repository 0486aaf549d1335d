using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.People;

/// <summary>
/// Takes counters to where SQL says that they belong. Mostly that is a move that SQL knows as pending. But a database that was put back to
/// an older state doesn't
/// know of the moves since, and the counters are in accounts that it doesn't name: SQL's word counts, so they are brought back.
/// </summary>
internal sealed class CounterMoves(DirectoryStore store, ActivityCounters counters, ILogger<CounterMoves> logger)
{
    /// <summary>Completes a move. Can be done again, and by two servers at once.</summary>
    public async Task CompleteAsync(PendingMove move, CancellationToken cancellationToken)
    {
        // The marker first: if SQL still says afterwards that the move is pending, one of another move is of a move that SQL has lost.
        var markers = await counters.ReadMarkersAsync(move.From, [move.PersonId], cancellationToken);
        if (markers.TryGetValue(move.PersonId, out var marker)
            && marker.Move != counters.NameOf(move.MoveId)
            && await FindAsync(move.PersonId, cancellationToken) is { PendingMove: { } pending } && pending.MoveId == move.MoveId)
        {
            await BringBackAsync(move.PersonId, move.From, marker, cancellationToken);
        }

        await counters.MovePersonAsync(move.PersonId, move.From, move.To, move.MoveId, cancellationToken);
        await store.CompleteMoveAsync(move, cancellationToken);
    }

    /// <summary>Brings the counters back of those people whose account this is, although their counters have moved away from it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="people">People of whom it is said that it is theirs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SettleAsync(AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        // The marker first here too: one of a move that SQL knows is of a person who is elsewhere, or on the way.
        foreach (var (person, marker) in await counters.ReadMarkersAsync(account, people, cancellationToken))
        {
            if (await FindAsync(person, cancellationToken) is { PendingMove: null } location && location.AccountId == account)
            {
                await BringBackAsync(person, account, marker, cancellationToken);
            }
        }
    }

    private async Task<PersonLocation?> FindAsync(PersonId person, CancellationToken cancellationToken) =>
        (await store.GetLocationsAsync([person], cancellationToken)).GetValueOrDefault(person);

    private async Task BringBackAsync(PersonId person, AccountId account, MoveMarker marker, CancellationToken cancellationToken)
    {
        await counters.BringBackAsync(person, account, marker, cancellationToken);
        logger.LogWarning(
            "The counters of person {PersonId} were in account {Elsewhere}, and are in {AccountId} again: the database doesn't know of the move",
            person, marker.To, account);
    }
}
