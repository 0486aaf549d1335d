using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.People;

/// <summary>
/// Moves counters to the account in which SQL says that they belong. Usually that is a move that SQL knows as pending. But if an older
/// state of the database was restored, it doesn't know of later moves, and the counters are in accounts that it doesn't name: SQL decides,
/// so they are brought back.
/// </summary>
internal sealed class CounterMoves(DirectoryStore store, ActivityCounters counters, ILogger<CounterMoves> logger)
{
    /// <summary>Completes a move. Safe to repeat, and to run on two servers at once.</summary>
    public async Task CompleteAsync(PendingMove move, CancellationToken cancellationToken)
    {
        // The markers are read first. If SQL still says afterwards that this move is pending, then a marker of another move belongs to a
        // move that SQL has lost.
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

    /// <summary>Brings back the counters of the account's people whose counters have moved away from it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="people">People of whom a caller assumes that they belong to the account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task SettleAsync(AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        // The markers are read first here too: the marker of a move that SQL knows belongs to a person who is elsewhere by now, or still
        // being moved.
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
            "The counters of person {PersonId} were in account {Elsewhere}, and are in {AccountId} again: the database doesn't know of "
            + "the move",
            person, marker.To, account);
    }
}
