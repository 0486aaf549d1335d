using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;

namespace BuyingGroups.Storage.Counters;

/// <summary>
/// The activity counters: records activities, reads the counters of people and groups, takes a person's counters along to another account, and keeps
/// the tokens by which a roster that a process has in memory is known to be the one that stands.
/// </summary>
/// <remarks>
/// A person's counters lie with the person's account. Moving to another account takes three steps, each of which can be repeated and done by two
/// servers at once:
/// 1. freeze: a marker in the old place; from then on nothing is recorded there, and who tries is told to ask SQL for the account;
/// 2. merge: counters and ids are added in the new place, once, since the move is remembered there;
/// 3. drop: counters and ids go from the old place, the marker stays for as long as a server may have the old account in mind.
/// Both places remember the moves that they took part in, so a server that is late with a step of a finished move changes nothing, even if
/// the person has come back since. A person's moves are done one after another, and each has an id of its own.
/// SQL says that a move is pending until the third step is done, and nobody records in the new place before (an id that is still in the old
/// place could be counted twice).
/// A SQL database that was put back to before a move knows nothing of it, and its word counts: <see cref="BringBackAsync"/> follows the
/// markers to
/// where the counters lie, and moves them back.
/// </remarks>
public abstract class ActivityCounters
{
    /// <summary>The store's name as people know it, such as "Redis".</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Changes whenever the connection to the store broke. A store that comes back may have forgotten its last writes, so what was validated
    /// against it before is not to be trusted after.
    /// </summary>
    public abstract int Epoch { get; }

    /// <summary>Returns if the store answers.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't.</exception>
    public abstract Task PingAsync(CancellationToken cancellationToken);

    /// <summary>What time it is by the store's own clock, which all servers over it share.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't answer.</exception>
    public abstract Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>Records activities of one person by one command: each is counted and its id remembered, or nothing of it.</summary>
    /// <param name="account">The person's account.</param>
    /// <param name="person">The person.</param>
    /// <param name="activities">At most 1,000, none older than the window.</param>
    /// <param name="cancellationToken">Ends the wait, not the command.</param>
    /// <exception cref="StoreUnavailableException">It isn't known whether they are recorded; recording them again is safe.</exception>
    public abstract Task<RecordedActivities> RecordAsync(
        AccountId account, PersonId person, IReadOnlyList<ActivityToRecord> activities, CancellationToken cancellationToken);

    /// <summary>Reads one person's counters.</summary>
    public async Task<PersonCounters> ReadPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        (await ReadPeopleAsync(account, [person], cancellationToken))[0];

    /// <summary>Reads the counters of people of one account by one command; the answers are in their order.</summary>
    public abstract Task<IReadOnlyList<PersonCounters>> ReadPeopleAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken);

    /// <summary>The keys that a score of a group reads; made once for a roster.</summary>
    public abstract GroupKeys KeysOf(AccountId account, BuyingGroupId group, IReadOnlyList<PersonId> members);

    /// <summary>Reads a group's roster token and its members' counters by one command, as they are at one moment.</summary>
    public abstract Task<GroupCounters> ReadGroupAsync(GroupKeys keys, CancellationToken cancellationToken);

    /// <summary>The roster token that stands; makes one if there is none.</summary>
    public abstract Task<RosterToken> EnsureRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken);

    /// <summary>Replaces the roster token: no roster that was read before is used after.</summary>
    public abstract Task SetRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken);

    /// <summary>The markers of those people whose counters have moved away from an account.</summary>
    public abstract Task<IReadOnlyDictionary<PersonId, MoveMarker>> ReadMarkersAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken);

    /// <summary>
    /// The name by which the store knows a move, and which stands for the move's id in all steps; that of a name is the name itself.
    /// </summary>
    public virtual string NameOf(string moveId) => moveId;

    /// <summary>Takes a person's counters and ids along to another account. Can be repeated, and done by two servers at once.</summary>
    /// <param name="person">The person.</param>
    /// <param name="from">The old account.</param>
    /// <param name="to">The new account.</param>
    /// <param name="moveId">Identifies the move; never used again for another.</param>
    /// <param name="cancellationToken">Ends the wait; the move is then pending still.</param>
    public Task MovePersonAsync(PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken) =>
        TryMoveAsync(person, from, to, moveId, cancellationToken);

    /// <summary>
    /// Brings a person's counters and ids back to an account that they have moved away from, from wherever they are now. A move of its own,
    /// whose id comes from the
    /// marker's: it can be repeated, and done by two servers at once. Moves on the way that broke off are completed before.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="account">The account that is the person's.</param>
    /// <param name="marker">The marker that stands in it. If another stands there by now, nothing is done.</param>
    /// <param name="cancellationToken">Ends the wait; the counters are then on the way still.</param>
    public async Task BringBackAsync(PersonId person, AccountId account, MoveMarker marker, CancellationToken cancellationToken)
    {
        var (at, next) = (account, marker);
        for (var hops = 0; next is not null && hops < MaxHops; hops++)
        {
            if (!await TryMoveAsync(person, at, next.To, next.Move, cancellationToken))
            {
                // Somebody else was faster, or the person has moved on.
                return;
            }

            at = next.To;
            next = at == account ? null : (await ReadMarkersAsync(at, [person], cancellationToken)).GetValueOrDefault(person);
        }

        if (at != account)
        {
            await TryMoveAsync(person, at, account, $"back {marker.Move}", cancellationToken);
        }
    }

    /// <summary>Deletes all that there is of a person in an account: counters, ids, and what is remembered of moves.</summary>
    public abstract Task ForgetPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken);

    /// <summary>What the store has of one person.</summary>
    public abstract Task<PersonInspection> InspectAsync(AccountId account, PersonId person, CancellationToken cancellationToken);

    // The markers of one person make no circle, since who comes to an account takes its marker away; but a bound costs nothing.
    private const int MaxHops = 1_000;

    private async Task<bool> TryMoveAsync(PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken)
    {
        if (await FreezeAsync(person, from, to, moveId, cancellationToken) is not { } frozen)
        {
            return false;
        }

        await MergeAsync(person, to, moveId, frozen, cancellationToken);
        await DropAsync(person, from, moveId, cancellationToken);
        return true;
    }

    /// <summary>
    /// Does what <see cref="ForgetPersonAsync"/> does while a transaction of SQL waits for it: within that transaction, if the counters are in the
    /// same database, which has one writer at a time.
    /// </summary>
    internal virtual Task ForgetPersonWithinAsync(SqlSession session, AccountId account, PersonId person) =>
        ForgetPersonAsync(account, person, CancellationToken.None);

    /// <summary>The first step of a move. Null: the move is long over.</summary>
    internal abstract Task<FrozenPerson?> FreezeAsync(
        PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken);

    /// <summary>The second step of a move.</summary>
    internal abstract Task MergeAsync(PersonId person, AccountId to, string moveId, FrozenPerson frozen, CancellationToken cancellationToken);

    /// <summary>The third step of a move.</summary>
    internal abstract Task DropAsync(PersonId person, AccountId from, string moveId, CancellationToken cancellationToken);
}
