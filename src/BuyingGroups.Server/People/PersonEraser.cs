using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.People;

/// <summary>
/// Erases people. SQL erases a person in one transaction, which also remembers that the counters have to be deleted. They are deleted once
/// no server can record for the person any more. If Redis is away, or if the server dies in between, a background loop deletes them later.
/// </summary>
internal sealed class PersonEraser(
    ErasureStore erasures, CounterMoves moves, ActivityCounters counters, SharedStateLease lease, TimeProvider time,
    ILogger<PersonEraser> logger)
    : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);
    private const int SweepSize = 100;

    // Few enough that no other write waits for long.
    private const int ErasedAtOnce = 100;

    /// <summary>Erases a person, and returns how many memberships that ended.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such person.</exception>
    /// <exception cref="StoreUnavailableException">The counters are being moved from another account, and Redis is away.</exception>
    public async Task<int> EraseAsync(PersonId person, string author, CancellationToken cancellationToken) =>
        (await EraseAsync([person], author, cancellationToken)).TryGetValue(person, out var ended)
            ? ended
            : throw new ResourceNotFoundException(ResourceTypes.Person, person.Value);

    /// <summary>
    /// Erases people, and returns for each who existed how many memberships that ended. All of them wait out one lease together.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// SQL is away, or a person's counters are being moved from another account and Redis is away. Some people may be erased already; the
    /// call can be repeated for the rest.
    /// </exception>
    public async Task<IReadOnlyDictionary<PersonId, int>> EraseAsync(
        IReadOnlyCollection<PersonId> people, string author, CancellationToken cancellationToken)
    {
        var ended = new Dictionary<PersonId, int>();
        var pending = new List<PendingErasure>();
        var left = new Queue<PersonId[]>(people.Distinct().Chunk(ErasedAtOnce));
        while (left.TryDequeue(out var some))
        {
            var moving = new List<PersonId>();
            foreach (var (person, erased) in await erasures.EraseAsync(some, author, cancellationToken))
            {
                if (erased.InTheWay is { } move)
                {
                    await moves.CompleteAsync(move, cancellationToken);
                    moving.Add(person);
                    continue;
                }

                ended[person] = erased.MembershipsEnded;
                pending.AddRange(erased.Erasures);
            }

            if (moving.Count > 0)
            {
                left.Enqueue([.. moving]);
            }
        }

        await CompleteWhatCanBeAsync(pending);
        return ended;
    }

    /// <summary>Completes the erasures of these people.</summary>
    public async Task CompleteWhatCanBeAsync(IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken) =>
        await CompleteWhatCanBeAsync(await erasures.ListAsync(people, cancellationToken));

    // Erasures that can't be completed now, whatever the reason, are left for later. Safe to repeat, and to run on two servers at once.
    private async Task CompleteWhatCanBeAsync(IReadOnlyCollection<PendingErasure> pending)
    {
        if (pending.Count == 0)
        {
            return;
        }

        // The erasure's transaction invalidated the people, so a lease later no server has their accounts cached and can record for them
        // what was just deleted.
        await lease.WaitOutAsync(CancellationToken.None);
        foreach (var erasure in pending)
        {
            try
            {
                // Notices here that Redis doesn't answer, and not within the transaction below, for which other writers would wait.
                await counters.ReadPersonAsync(erasure.AccountId, erasure.PersonId, CancellationToken.None);
                await erasures.CompleteAsync(erasure, counters, CancellationToken.None);
            }
            catch (Exception exception)
            {
                logger.LogWarning("The counters of an erased person go later: {Reason}", exception.Message);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CompleteWhatCanBeAsync(await erasures.ListAsync(SweepSize, stoppingToken));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the fault is, the next sweep may succeed. An exception that left this method would stop the server.
                logger.LogWarning("Erasures wait: {Reason}", exception.Message);
            }
        }
    }
}
