using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Erasures of people, until nothing is left of them.</summary>
/// <param name="database">Where people are kept.</param>
/// <param name="time">Tells when they were erased.</param>
public sealed class ErasureStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement List = new("""
        SELECT e.person_id, e.account_id, e.erased_at
        FROM erased_person AS e
        ORDER BY e.erased_at
        {limit @take}
        """);

    private static readonly Statement ListOf = new("""
        SELECT e.person_id, e.account_id, e.erased_at
        FROM erased_person AS e
        JOIN {ids @people} AS wanted ON wanted.id = e.person_id
        """);

    private static readonly Statement LockOne = new("""
        SELECT e.person_id
        FROM erased_person AS e {lock}
        WHERE e.person_id = @person AND e.account_id = @account AND e.erased_at = @erasedAt
        """);

    private static readonly Statement Delete = new("DELETE FROM erased_person WHERE person_id = @person AND account_id = @account");

    /// <summary>
    /// Takes people out of everything: memberships, their history, events. The caller then sees to the counters, and calls
    /// <see cref="CompleteAsync(PendingErasure, ActivityCounters, CancellationToken)"/>; until then nobody of that id can be made again.
    /// </summary>
    /// <param name="people">Whom; few enough for one transaction.</param>
    /// <param name="author">Who is told to have ended the memberships.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What became of each; unknown people are left out.</returns>
    public Task<IReadOnlyDictionary<PersonId, PersonErased>> EraseAsync(
        IReadOnlyCollection<PersonId> people, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(session => PersonErasure.EraseAsync(session, people, author, time), cancellationToken);

    /// <summary>Erased people whose counters aren't known to be gone, the oldest erasures first.</summary>
    /// <param name="limit">At most so many, at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<PendingErasure>> ListAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(List, new { take = limit }, cancellationToken);

    /// <summary>The same, of these people.</summary>
    public Task<IReadOnlyList<PendingErasure>> ListAsync(IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken = default) =>
        ReadAsync(ListOf, new { people = StoredJson.Ids(people.Select(person => person.Value)) }, cancellationToken);

    /// <summary>
    /// Has an erased person's counters deleted, and records that they are gone. Nothing is done if that is recorded already: somebody new may have the id by then.
    /// So the record is locked while they are deleted, and nobody of that id is made before it has ended.
    /// </summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="counters">Where the counters are. They may be deleted more than once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task CompleteAsync(PendingErasure erasure, ActivityCounters counters, CancellationToken cancellationToken = default) =>
        CompleteAsync(erasure, session => ForgetAsync(session, counters, erasure.AccountId, erasure.PersonId), cancellationToken);

    internal Task CompleteAsync(PendingErasure erasure, Func<SqlSession, Task> forget, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var key = new { person = erasure.PersonId.Value, account = erasure.AccountId.Value, erasedAt = new Instant(erasure.ErasedAt) };
                if (await session.FindAsync<string>(LockOne, key) is null)
                {
                    return 0;
                }

                await forget(session);
                return await session.ExecuteAsync(Delete, key);
            },
            cancellationToken);

    // Along the markers too: a database that was put back to an older state doesn't know of all accounts that the person has been in since.
    private static async Task ForgetAsync(SqlSession session, ActivityCounters counters, AccountId account, PersonId person)
    {
        var markers = await counters.ReadMarkersAsync(account, [person], CancellationToken.None);
        await counters.ForgetPersonWithinAsync(session, account, person);
        if (markers.TryGetValue(person, out var marker))
        {
            await ForgetAsync(session, counters, marker.To, person);
        }
    }

    private Task<IReadOnlyList<PendingErasure>> ReadAsync(Statement statement, object arguments, CancellationToken cancellationToken) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<PendingErasure>> (session) =>
                [
                    .. (await session.QueryAsync<ErasureRow>(statement, arguments))
                        .Select(row => new PendingErasure(new PersonId(row.PersonId), new AccountId(row.AccountId), row.ErasedAt.Value)),
                ],
            cancellationToken);

    private sealed class ErasureRow
    {
        public required string PersonId { get; init; }

        public required string AccountId { get; init; }

        public required Instant ErasedAt { get; init; }
    }
}
