namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// The log of events as a whole: which one it is, how far it is, and that it begins anew after the database was put back.
/// </summary>
/// <param name="database">Where it is kept.</param>
/// <param name="time">Tells when the log got its id.</param>
public sealed class EventLogStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement State = new("SELECT log_id, last_position FROM event_log");

    private static readonly Statement LockedState = new("SELECT log_id, last_position FROM event_log {lock}");

    private static readonly Statement SetId = new("UPDATE event_log SET log_id = @id");

    /// <summary>The last position that this process knows to have been given.</summary>
    public long KnownPosition => database.KnownEventPosition;

    /// <summary>
    /// Remembers that a position was given. Where the log turns out not to have come that far, the next event begins a new generation.
    /// </summary>
    public void Learn(long position) => database.LearnEventPosition(position);

    /// <summary>How far the log is.</summary>
    public Task<EventLogState> GetAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(async session => (await session.GetAsync<Row>(State)).ToState(), cancellationToken);

    /// <summary>Gives the log an id, if it has none.</summary>
    /// <param name="replacesAnother">
    /// Whether another log is known to have been here before: then this one begins above its positions.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<EventLogState> IdentifyAsync(bool replacesAnother, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var state = (await session.GetAsync<Row>(LockedState)).ToState();
                if (state.LogId is not null)
                {
                    return state;
                }

                var id = NewId.Make(time);
                await session.ExecuteAsync(SetId, new { id });
                return new EventLogState(
                    id,
                    replacesAnother
                        ? await EventLogGenerations.BeginAsync(session, state.LastPosition, database.KnownEventPosition)
                        : state.LastPosition);
            },
            cancellationToken);

    /// <summary>
    /// Begins a new generation of the log if it is older than what is known of it. Of several servers that find that out, one begins it.
    /// </summary>
    /// <returns>How far the log is now.</returns>
    public Task<EventLogState> BeginIfPutBackAsync(CancellationToken cancellationToken = default) =>
        BeginAsync(state => state.LastPosition < database.KnownEventPosition, cancellationToken);

    /// <summary>Begins a new generation of the log, since somebody says that the database was put back.</summary>
    /// <returns>How far the log is now.</returns>
    public Task<EventLogState> BeginGenerationAsync(CancellationToken cancellationToken = default) =>
        BeginAsync(_ => true, cancellationToken);

    private async Task<EventLogState> BeginAsync(Func<EventLogState, bool> isWanted, CancellationToken cancellationToken)
    {
        var begun = await database.WriteAsync(
            async session =>
            {
                var state = (await session.GetAsync<Row>(LockedState)).ToState();
                return isWanted(state)
                    ? state with
                    {
                        LastPosition = await EventLogGenerations.BeginAsync(session, state.LastPosition, database.KnownEventPosition),
                    }
                    : state;
            },
            cancellationToken);
        database.LearnEventPosition(begun.LastPosition);
        return begun;
    }

    private sealed class Row
    {
        public string? LogId { get; init; }

        public required long LastPosition { get; init; }

        public EventLogState ToState() => new(LogId, LastPosition);
    }
}
