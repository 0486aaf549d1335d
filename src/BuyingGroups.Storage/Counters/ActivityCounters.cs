using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;

namespace BuyingGroups.Storage.Counters;

/// <summary>
/// The activity counters: records activities, reads the counters of people and groups, moves a person's counters to another account, and
/// keeps the roster tokens by which a cached roster is known to be current.
/// </summary>
/// <remarks>
/// A person's counters are stored with the person's account. Moving them to another account takes three steps. Each can be repeated, and
/// run by two servers at once. 1. Freeze: a marker is set in the old account; from then on nothing is recorded there, and whoever tries is
/// told to ask SQL for the account. 2. Merge: counters and ids are added in the new account, once, because the move is remembered there. 3.
/// Drop: counters and ids are deleted from the old account; the marker stays for as long as a server may have the old account cached. Both
/// accounts remember the moves that they took part in, so a server that is late with a step of a finished move changes nothing, even if the
/// person has come back since. A person's moves happen one after another, and each has an id of its own. SQL says that a move is pending
/// until the third step is done, and nobody records in the new account before that (an id that is still in the old account could be counted
/// twice). If a SQL database from before a move was restored, it knows nothing of the move. SQL decides: <see cref="BringBackAsync"/>
/// follows the markers to the counters, and moves them back.
/// </remarks>
public abstract class ActivityCounters
{
    /// <summary>The store's name for people, such as "Redis".</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Changes whenever the connection to the store broke. A store that comes back may have lost its last writes, so what was validated
    /// against it before must not be trusted afterwards.
    /// </summary>
    public abstract int Epoch { get; }

    /// <summary>Checks that the store answers.</summary>
    /// <exception cref="StoreUnavailableException">The store doesn't answer.</exception>
    public abstract Task PingAsync(CancellationToken cancellationToken);

    /// <summary>The time of the store's own clock, which all servers over it share.</summary>
    /// <exception cref="StoreUnavailableException">The store doesn't answer.</exception>
    public abstract Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Records activities of one person by one command. Each activity is either counted and its id remembered, or neither.
    /// </summary>
    /// <param name="account">The person's account.</param>
    /// <param name="person">The person.</param>
    /// <param name="activities">At most 1,000, none older than the window.</param>
    /// <param name="cancellationToken">Cancels the wait only: the command goes on.</param>
    /// <exception cref="StoreUnavailableException">
    /// It isn't known whether the activities are recorded; recording them again is safe.
    /// </exception>
    public abstract Task<RecordedActivities> RecordAsync(
        AccountId account, PersonId person, IReadOnlyList<ActivityToRecord> activities, CancellationToken cancellationToken);

    /// <summary>Reads one person's counters.</summary>
    public async Task<PersonCounters> ReadPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        (await ReadPeopleAsync(account, [person], cancellationToken))[0];

    /// <summary>Reads the counters of people of one account by one command. The answers are in the order of the people.</summary>
    public abstract Task<IReadOnlyList<PersonCounters>> ReadPeopleAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken);

    /// <summary>The keys that a score of a group reads. They are made once for a roster.</summary>
    public abstract GroupKeys KeysOf(AccountId account, BuyingGroupId group, IReadOnlyList<PersonId> members);

    /// <summary>Reads a group's roster token and its members' counters by one command, as they are at one moment.</summary>
    public abstract Task<GroupCounters> ReadGroupAsync(GroupKeys keys, CancellationToken cancellationToken);

    /// <summary>The current roster token of a group; one is made if there is none.</summary>
    public abstract Task<RosterToken> EnsureRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken);

    /// <summary>Replaces the roster token, so that no roster that was read before is used afterwards.</summary>
    public abstract Task SetRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken);

    /// <summary>The markers of those people whose counters have moved away from the account.</summary>
    public abstract Task<IReadOnlyDictionary<PersonId, MoveMarker>> ReadMarkersAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken);

    /// <summary>
    /// The name by which the store knows a move, and which can stand for the move's id in all steps. The name of a name is the name itself.
    /// </summary>
    public virtual string NameOf(string moveId) => moveId;

    /// <summary>Moves a person's counters and ids to another account. Safe to repeat, and to run on two servers at once.</summary>
    /// <param name="person">The person.</param>
    /// <param name="from">The old account.</param>
    /// <param name="to">The new account.</param>
    /// <param name="moveId">Identifies the move; never used for another one.</param>
    /// <param name="cancellationToken">Cancels the call; the move stays pending.</param>
    public Task MovePersonAsync(PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken) =>
        TryMoveAsync(person, from, to, moveId, cancellationToken);

    /// <summary>
    /// Brings a person's counters and ids back to an account that they have moved away from, wherever they are now. This is a move of its
    /// own, whose id is derived from the marker's, so it is safe to repeat and to run on two servers at once. Interrupted moves along the
    /// way are completed first.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="account">The account to which the person belongs.</param>
    /// <param name="marker">The marker found in that account. If there is another one by now, nothing is done.</param>
    /// <param name="cancellationToken">Cancels the call; the counters are then still being moved.</param>
    public async Task BringBackAsync(PersonId person, AccountId account, MoveMarker marker, CancellationToken cancellationToken)
    {
        var (at, next) = (account, marker);
        for (var hops = 0; next is not null && hops < MaxHops; hops++)
        {
            if (!await TryMoveAsync(person, at, next.To, next.Move, cancellationToken))
            {
                // Another server was faster, or the person has moved on.
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

    /// <summary>Deletes everything about a person in an account: counters, ids, and remembered moves.</summary>
    public abstract Task ForgetPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken);

    /// <summary>Everything that the store has about one person.</summary>
    public abstract Task<PersonInspection> InspectAsync(AccountId account, PersonId person, CancellationToken cancellationToken);

    // A person's markers can't form a cycle, because the person's arrival in an account removes the marker there. The bound is a safeguard
    // that costs nothing.
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
    /// Does the same as <see cref="ForgetPersonAsync"/> while a SQL transaction waits for it. If the counters are in the same database,
    /// which has one writer at a time, it runs within that transaction.
    /// </summary>
    internal virtual Task ForgetPersonWithinAsync(SqlSession session, AccountId account, PersonId person) =>
        ForgetPersonAsync(account, person, CancellationToken.None);

    /// <summary>The first step of a move. Null if the move was finished long ago.</summary>
    internal abstract Task<FrozenPerson?> FreezeAsync(
        PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken);

    /// <summary>The second step of a move.</summary>
    internal abstract Task MergeAsync(
        PersonId person, AccountId to, string moveId, FrozenPerson frozen, CancellationToken cancellationToken);

    /// <summary>The third step of a move.</summary>
    internal abstract Task DropAsync(PersonId person, AccountId from, string moveId, CancellationToken cancellationToken);
}
