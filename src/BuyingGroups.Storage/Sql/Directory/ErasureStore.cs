using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Erasures of people, until nothing is left of them.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of erasures.</param>
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
    /// Erases people from memberships, their history, and events. The caller then has the counters deleted by calling
    /// <see cref="CompleteAsync(PendingErasure, ActivityCounters, CancellationToken)"/>; until then no new person can be created with the
    /// same id.
    /// </summary>
    /// <param name="people">The people; few enough for one transaction.</param>
    /// <param name="author">The author of the decisions that end the memberships.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result for each person. Unknown people are left out.</returns>
    public Task<IReadOnlyDictionary<PersonId, PersonErased>> EraseAsync(
        IReadOnlyCollection<PersonId> people, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(session => PersonErasure.EraseAsync(session, people, author, time), cancellationToken);

    /// <summary>Erased people whose counters aren't known to be deleted, the oldest erasures first.</summary>
    /// <param name="limit">The most erasures to return, at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<PendingErasure>> ListAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(List, new { take = limit }, cancellationToken);

    /// <summary>The pending erasures of these people.</summary>
    public Task<IReadOnlyList<PendingErasure>> ListAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken = default) =>
        ReadAsync(ListOf, new { people = StoredJson.Ids(people.Select(person => person.Value)) }, cancellationToken);

    /// <summary>
    /// Deletes the counters of an erased person, and records that they are deleted. Does nothing if that is recorded already, because a new
    /// person may have the id by then. So the record is locked during the deletion, and no person with that id is created before it has
    /// ended.
    /// </summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="counters">The activity counters. They may be deleted more than once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task CompleteAsync(PendingErasure erasure, ActivityCounters counters, CancellationToken cancellationToken = default) =>
        CompleteAsync(erasure, session => ForgetAsync(session, counters, erasure.AccountId, erasure.PersonId), cancellationToken);

    internal Task CompleteAsync(PendingErasure erasure, Func<SqlSession, Task> forget, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var key =
                    new { person = erasure.PersonId.Value, account = erasure.AccountId.Value, erasedAt = new Instant(erasure.ErasedAt) };
                if (await session.FindAsync<string>(LockOne, key) is null)
                {
                    return 0;
                }

                await forget(session);
                return await session.ExecuteAsync(Delete, key);
            },
            cancellationToken);

    // The markers of moves are followed too: if an older state of the database was restored, it doesn't know all accounts in which the
    // person has been since.
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
