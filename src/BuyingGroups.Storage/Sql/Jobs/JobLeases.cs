using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>
/// The leases of jobs: a server claims a job for a limited time, renews the lease with everything that it writes, and releases or ends the
/// job.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="time">
/// The server's clock, for the times of starts. Whether a lease has expired is decided by the database's clock, which all servers share.
/// </param>
public sealed class JobLeases(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Free = new("""
        SELECT id
        FROM job {lock}
        WHERE status = 'QUEUED' OR (status = 'RUNNING' AND lease_until <= @now)
        ORDER BY id
        {limit @take}
        """);

    private static readonly Statement Claim = new("""
        UPDATE job
        SET status = 'RUNNING', lease_owner = @owner, lease_until = @until, started_at = COALESCE(started_at, @startedAt)
        WHERE id = @id
        """);

    private static readonly Statement AnyFree = new("""
        SELECT COUNT(*)
        FROM job
        WHERE status = 'QUEUED' OR (status = 'RUNNING' AND lease_until <= @now)
        """);

    private static readonly Statement Renew = new(
        "UPDATE job SET lease_until = @until WHERE id = @id AND lease_owner = @owner AND status = 'RUNNING'");

    private static readonly Statement Release = new(
        "UPDATE job SET lease_until = @now WHERE id = @id AND lease_owner = @owner AND status = 'RUNNING'");

    // The columns of doubles are for servers of an older version.
    private static readonly Statement SetHighest = new("""
        UPDATE shared_state
        SET highest_group_numerator = @groupNumerator, highest_group_denominator = @groupDenominator, highest_group_score = @group,
            highest_person_numerator = @personNumerator, highest_person_denominator = @personDenominator, highest_person_score = @person,
            highest_at = @now
        """);

    /// <summary>Whether a job is free to be claimed. Takes no lock.</summary>
    public Task<bool> AnyFreeAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session => await session.GetAsync<int>(AnyFree, new { now = await session.NowAsync() }) > 0, cancellationToken);

    /// <summary>Claims the oldest free job.</summary>
    /// <param name="leaseFor">How long the lease lasts unless it is renewed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The claim; null if no job is free.</returns>
    public Task<JobClaim?> ClaimAsync(TimeSpan leaseFor, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                if (await session.FindAsync<string>(Free, new { now, take = 1 }) is not { } id)
                {
                    return null;
                }

                var before = (await JobRows.LockAsync(session, new JobId(id)))!;
                var owner = NewId.Make(time);
                var until = new Instant(now.Value + leaseFor);
                await session.ExecuteAsync(Claim, new { id, owner, startedAt = Instant.Now(time), until });
                return new JobClaim(await JobRows.ReadAsync(session, new JobId(id)), owner, before.Checkpoint, leaseFor);
            },
            cancellationToken);

    /// <summary>Renews a lease while a batch is being prepared. Does nothing if the lease was lost.</summary>
    public Task RenewAsync(JobClaim claim, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                Renew,
                new
                {
                    id = claim.Job.Id.Value,
                    owner = claim.Owner,
                    until = new Instant((await session.NowAsync()).Value + claim.LeaseFor),
                }),
            cancellationToken);

    /// <summary>Advances to another checkpoint without other work: the totals are known, or a step is finished.</summary>
    /// <exception cref="JobLostException">The claim's lease was lost.</exception>
    /// <exception cref="JobCancelledException">The job was asked to stop.</exception>
    public Task<JobClaim> AdvanceAsync(
        JobClaim claim, JobCheckpoint checkpoint, JobProgress progress, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await JobRows.RequireAsync(session, claim);
                return await JobRows.AdvanceAsync(session, claim, checkpoint, progress);
            },
            cancellationToken);

    /// <summary>
    /// Releases a claim before its lease expires, so that another server can continue. Does nothing if the lease was lost.
    /// </summary>
    public Task ReleaseAsync(JobClaim claim, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                Release, new { id = claim.Job.Id.Value, owner = claim.Owner, now = await session.NowAsync() }),
            cancellationToken);

    /// <summary>Stores the highest scores that a maintenance job has found, with which normalized scores compare from then on.</summary>
    /// <exception cref="JobLostException">The claim's lease was lost.</exception>
    /// <exception cref="JobCancelledException">The job was asked to stop.</exception>
    public Task StoreHighestAsync(JobClaim claim, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await JobRows.RequireAsync(session, claim);
                var (group, person) = (claim.Job.Progress.HighestGroup, claim.Job.Progress.HighestPerson);
                return await session.ExecuteAsync(SetHighest, new
                {
                    groupNumerator = group.Numerator,
                    groupDenominator = group.Denominator,
                    group = group.Value,
                    personNumerator = person.Numerator,
                    personDenominator = person.Denominator,
                    person = person.Value,
                    now = Instant.Now(time),
                });
            },
            cancellationToken);

    /// <summary>Ends a job.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="status">The final status.</param>
    /// <param name="failure">Why it failed; otherwise null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobLostException">The claim's lease was lost.</exception>
    /// <exception cref="JobCancelledException">The job was to succeed, but was asked to stop.</exception>
    public Task EndAsync(JobClaim claim, JobStatus status, string? failure = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (status == JobStatus.Succeeded)
                {
                    // The job may have been restarted or asked to stop since its last batch.
                    await JobRows.RequireAsync(session, claim);
                }
                else if ((await JobRows.LockAsync(session, claim.Job.Id))?.LeaseOwner != claim.Owner)
                {
                    throw new JobLostException(claim.Job.Id.Value);
                }

                return await JobRows.EndAsync(session, claim.Job.Id, status, failure, time);
            },
            cancellationToken);
}
