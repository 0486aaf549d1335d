using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.People;

/// <summary>
/// Moves a person's counters to another account. SQL states in one transaction that the person has moved and that the move of the counters
/// is pending. Whoever meets a pending move completes it, and a background loop completes those that nobody meets.
/// </summary>
internal sealed class PersonMover(
    DirectoryStore store,
    CounterMoves moves,
    RosterChanges rosters,
    PersonEraser eraser,
    ClockCheck clock,
    TimeProvider time,
    ILogger<PersonMover> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);
    private const int SweepSize = 100;

    /// <summary>Creates or replaces people. Those who name another account than before are moved.</summary>
    public async Task<IReadOnlyList<PersonUpsert>> UpsertAsync(
        IReadOnlyList<Person> people, string author, CancellationToken cancellationToken)
    {
        var results = (await UpsertOnceAsync(people, author, cancellationToken)).ToArray();

        // A person whose previous move was still pending, perhaps from earlier in this batch, has arrived by now if Redis can be reached,
        // or was erased meanwhile. Each round processes at least one more item of everybody who has arrived.
        int[] waiting = Waiting([.. Enumerable.Range(0, results.Length)]);
        for (var before = int.MaxValue; waiting.Length > 0 && waiting.Length < before; waiting = Waiting(waiting))
        {
            before = waiting.Length;
            PersonId[] ids = [.. waiting.Select(index => people[index].Id).Distinct()];
            await eraser.CompleteWhatCanBeAsync(ids, cancellationToken);
            var locations = await store.GetLocationsAsync(ids, cancellationToken);
            await CompleteWhatCanBeAsync(locations.Values.Select(location => location.PendingMove), cancellationToken);
            var again = await UpsertOnceAsync([.. waiting.Select(index => people[index])], author, cancellationToken);
            foreach (var (index, result) in waiting.Zip(again))
            {
                results[index] = result;
            }
        }

        return results;

        int[] Waiting(int[] indexes) => [.. indexes.Where(index => results[index].Outcome == PersonUpsertOutcome.MovePending)];
    }

    /// <summary>Completes a move. Safe to repeat, and to run on two servers at once.</summary>
    public Task CompleteAsync(PendingMove move, CancellationToken cancellationToken)
    {
        // The expiry of the counters in the new account is computed by this clock.
        clock.Require();
        return moves.CompleteAsync(move, cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var move in await store.ListPendingMovesAsync(SweepSize, stoppingToken))
                {
                    await CompleteAsync(move, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the fault is, the next sweep may succeed. An exception that left this method would stop the server.
                logger.LogWarning("Moves of people wait: {Reason}", exception.Message);
            }
        }
    }

    private async Task<IReadOnlyList<PersonUpsert>> UpsertOnceAsync(
        IReadOnlyList<Person> people, string author, CancellationToken cancellationToken)
    {
        var upserted = await store.UpsertPeopleAsync(people, author, cancellationToken);
        await rosters.ChangedAsync([.. upserted.TouchedGroups.Select(group => (group.AccountId, group.BuyingGroupId))]);
        await CompleteWhatCanBeAsync(upserted.Results.Select(result => result.Move), cancellationToken);
        return upserted.Results;
    }

    // The moves are decided once SQL has committed them. Those that can't be completed now, whatever the reason, are completed later; until
    // then nothing is recorded or scored for these people.
    private async Task CompleteWhatCanBeAsync(IEnumerable<PendingMove?> moves, CancellationToken cancellationToken)
    {
        foreach (var move in moves.OfType<PendingMove>())
        {
            try
            {
                await CompleteAsync(move, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                logger.LogWarning("The counters of person {PersonId} follow later: {Reason}", move.PersonId, exception.Message);
            }
        }
    }
}
