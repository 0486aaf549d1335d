namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>Carries out commands on groups.</summary>
/// <param name="database">Where groups are kept.</param>
/// <param name="time">Tells when groups changed.</param>
public sealed class GroupCommandStore(SqlDatabase database, TimeProvider time)
{
    private const int ForgottenAtOnce = 1_000;

    /// <summary>
    /// Carries out commands in order, in one transaction with their history, the groups' completeness and the events; a later command sees
    /// what an earlier one did. The answers are in the order of <paramref name="commands"/>; one that is refused leaves the others alone.
    /// </summary>
    /// <param name="commands">At most 1,000, on any groups.</param>
    /// <param name="once">Answers the first answer if the commands come again; null: no matter.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RequestIdReusedException">The id of <paramref name="once"/> was used for something else.</exception>
    public Task<ExecutedCommands> ExecuteAsync(
        IReadOnlyList<GroupCommand> commands, OnceOnly? once = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var now = Instant.Now(time);
                if (once is not null && await RememberedCommands.FindAsync(session, once, now) is { } first)
                {
                    return first;
                }

                var batch = await CommandBatch.ReadAsync(session, commands, time);
                var executed = new ExecutedCommands([.. commands.Select(batch.Execute)], batch.ChangedRosters)
                {
                    RostersChangedBefore = batch.RostersChangedBefore(now),
                };
                await batch.WriteAsync(session);
                session.Invalidate(now, executed.ChangedRosters.Select(group => group.Invalidation));
                if (once is not null)
                {
                    await RememberedCommands.AddAsync(session, once, executed, now);
                }

                return executed;
            },
            cancellationToken);

    /// <summary>Forgets answers that are older than a day, some at once.</summary>
    /// <returns>Whether there may be more to forget.</returns>
    public Task<bool> ForgetOldAsync(CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await RememberedCommands.DropOldAsync(session, await session.NowAsync(), ForgottenAtOnce) >= ForgottenAtOnce,
            cancellationToken);
}
