using System.Globalization;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Jobs: who started them, how far they are, and which server is at them.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">Tells when they were started, and whether a lease has run out: servers' clocks need to agree to within a lease.</param>
public sealed class JobStore(SqlDatabase database, TimeProvider time)
{
    /// <summary>The most errors that are kept of a job; the others are counted.</summary>
    public const int MaxErrors = 100;

    private const string DayFormat = "yyyy-MM-dd";

    private const int MaxFailureLength = 1_000;

    // Few enough for SQL Server to lock rows and not the table.
    private const int DeletedAtOnce = 2_000;

    private static readonly Statement One = new("""
        SELECT id, type, status, solution_interest_id, audience_id, role_template_id, created_at, created_by, started_at, ended_at, cancelled_by, failure,
            lease_owner, lease_until, step, after_id, progress
        FROM job
        WHERE id = @id
        """);

    // Ids begin with the time: the newest first.
    private static readonly Statement List = new("""
        SELECT id, type, status, solution_interest_id, audience_id, role_template_id, created_at, created_by, started_at, ended_at, cancelled_by, failure,
            lease_owner, lease_until, step, after_id, progress
        FROM job
        WHERE 1 = 1
            {? AND type = @type }
            {? AND status = @status }
            {? AND solution_interest_id = @solutionInterest }
            {? AND audience_id = @audience }
            {? AND id < @afterId }
        ORDER BY id DESC
        {limit @take}
        """);

    private static readonly Statement Errors = new("""
        SELECT account_id, message
        FROM job_error
        WHERE job_id = @id
        ORDER BY account_id
        """);

    private static readonly Statement LastDailyPass = new("SELECT last_daily_pass FROM shared_state");

    private static readonly Statement TakeDay = new("""
        UPDATE shared_state
        SET last_daily_pass = @day
        WHERE last_daily_pass IS NULL OR last_daily_pass < @day
        """);

    private static readonly Statement InterestExists = new("SELECT id FROM solution_interest {lock_shared} WHERE id = @id");

    private static readonly Statement AudienceExists = new("SELECT id FROM audience {lock_shared} WHERE id = @id");

    private static readonly Statement Free = new("""
        SELECT id
        FROM job {lock}
        WHERE status = 'QUEUED' OR (status = 'RUNNING' AND lease_until <= @now)
        ORDER BY id
        {limit @take}
        """);

    private static readonly Statement Claim = new("""
        UPDATE job
        SET status = 'RUNNING', lease_owner = @owner, lease_until = @until, started_at = COALESCE(started_at, @now)
        WHERE id = @id
        """);

    private static readonly Statement AnyFree = new("""
        SELECT COUNT(*)
        FROM job
        WHERE status = 'QUEUED' OR (status = 'RUNNING' AND lease_until <= @now)
        """);

    private static readonly Statement Renew = new("UPDATE job SET lease_until = @until WHERE id = @id AND lease_owner = @owner AND status = 'RUNNING'");

    private static readonly Statement Release = new("UPDATE job SET lease_until = @now WHERE id = @id AND lease_owner = @owner AND status = 'RUNNING'");

    private static readonly Statement AskToStop = new("UPDATE job SET cancelled_by = @author WHERE id = @id");

    private static readonly Statement End = new("""
        UPDATE job
        SET status = @status, failure = @failure, active_key = NULL, ended_at = @now, lease_owner = NULL, lease_until = NULL
        WHERE id = @id
        """);

    private static readonly Statement SetHighest = new("""
        UPDATE shared_state
        SET highest_group_score = @highestGroup, highest_person_score = @highestPerson, highest_at = @now
        """);

    private static readonly Statement DeleteErrors = new("DELETE FROM job_error WHERE job_id = @id");

    // A creation job that is being forgotten is remembered no more from here on, whatever becomes of its rows.
    private static readonly Statement Forget = new("UPDATE job SET status = 'CANCELLED' WHERE id = @id");

    private static readonly Statement DeleteAccounts = new("""
        DELETE FROM job_account
        WHERE job_id = @id AND account_id IN (
            SELECT a.account_id
            FROM job_account AS a
            WHERE a.job_id = @id
            ORDER BY a.account_id
            {limit @take})
        """);

    private static readonly Statement Delete = new("DELETE FROM job WHERE id = @id");

    /// <summary>Raised after a job was put in the queue.</summary>
    public event Action? Queued;

    /// <summary>Puts a job in the queue.</summary>
    /// <exception cref="ReferenceNotFoundException">The solution interest or the audience isn't there.</exception>
    /// <exception cref="ResourceExistsException">A job that hasn't ended is at the same; its id is the resource's.</exception>
    public async Task<Job> StartAsync(NewJob job, string author, CancellationToken cancellationToken = default)
    {
        var started = await database.WriteAsync(
            async session =>
            {
                await RequireExistsAsync(session, InterestExists, job.SolutionInterestId?.Value, "solution_interest_id", ResourceTypes.SolutionInterest);
                await RequireExistsAsync(session, AudienceExists, job.AudienceId?.Value, "audience_id", ResourceTypes.Audience);
                await RequireNoneActiveAsync(session, job);
                return await AddAsync(session, job, author);
            },
            cancellationToken);
        TellQueued();
        return started;
    }

    /// <summary>Puts the maintenance job of a day in the queue, of which there is one at most.</summary>
    /// <returns>Null: that day, or a later one, has had its pass.</returns>
    /// <exception cref="ResourceExistsException">A maintenance job hasn't ended; the day is still to have its pass.</exception>
    public async Task<Job?> StartDailyAsync(DateOnly day, string author, CancellationToken cancellationToken = default)
    {
        if (await GetLastDailyPassAsync(cancellationToken) is { } last && last >= day)
        {
            return null;
        }

        var started = await database.WriteAsync(
            async session =>
            {
                var job = new NewJob(JobType.Maintenance);
                // The job before the day, as who ends a job does.
                await RequireNoneActiveAsync(session, job);
                return await session.ExecuteAsync(TakeDay, new { day = day.ToString(DayFormat, CultureInfo.InvariantCulture) }) == 0
                    ? null
                    : await AddAsync(session, job, author);
            },
            cancellationToken);
        if (started is not null)
        {
            TellQueued();
        }

        return started;
    }

    /// <summary>Says that there is something to do, which another store put in the queue.</summary>
    public void TellQueued() => Queued?.Invoke();

    /// <summary>One job.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public Task<Job> GetAsync(JobId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ReadAsync(session, id), cancellationToken);

    /// <summary>The first <see cref="MaxErrors"/> accounts that a job couldn't do, in the order of their ids.</summary>
    public Task<IReadOnlyList<JobError>> GetErrorsAsync(JobId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<JobError>> (session) =>
                [.. (await session.QueryAsync<ErrorRow>(Errors, new { id = id.Value })).Select(row => new JobError(new AccountId(row.AccountId), row.Message))],
            cancellationToken);

    /// <summary>Jobs, newest first.</summary>
    public Task<Page<Job>> ListAsync(PageRequest page, JobFilter filter, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<JobRow>(List, new
                {
                    type = filter.Type is { } type ? StoredWord.Of(type) : null,
                    status = filter.Status is { } status ? StoredWord.Of(status) : null,
                    solutionInterest = filter.SolutionInterestId?.Value,
                    audience = filter.AudienceId?.Value,
                    afterId = page.After?.Id,
                    take = page.Take(),
                });
                return page.Cut(rows, row => new PageCursor("", row.Id)).Select(row => row.ToJob());
            },
            cancellationToken);

    /// <summary>The day of the last daily pass that was started, whether the job is still there or not; null if there was none.</summary>
    public Task<DateOnly?> GetLastDailyPassAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session => await session.FindAsync<string>(LastDailyPass) is { } day
                ? DateOnly.ParseExact(day, DayFormat, CultureInfo.InvariantCulture)
                : default(DateOnly?),
            cancellationToken);

    /// <summary>Asks that a job stop: at once if no server has taken it up, else before its next batch is written. Of one that has ended: nothing.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public Task<Job> CancelAsync(JobId id, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var row = await JobRows.LockAsync(session, id) ?? throw new ResourceNotFoundException(ResourceTypes.Job, id.Value);
                var job = row.ToJob();
                if (!job.HasEnded && job.CancelledBy is null)
                {
                    await session.ExecuteAsync(AskToStop, new { id = id.Value, author });
                }

                if (job.Status == JobStatus.Queued)
                {
                    await EndAsync(session, id, JobStatus.Cancelled, failure: null);
                }

                return await ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>Forgets a job that has ended; what it did stays. If it is given up halfway, the job is CANCELLED. Accounts that enter the audience of a creation job later get no groups by it any more.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    /// <exception cref="PreconditionFailedException">It hasn't ended.</exception>
    public async Task DeleteAsync(JobId id, CancellationToken cancellationToken = default)
    {
        // A job may have a million accounts: in pieces, so that nobody waits for long. One that is half forgotten can be deleted again.
        while (!await database.WriteAsync(session => DeletePieceAsync(session, id), cancellationToken))
        {
        }
    }

    /// <summary>Whether there is a job that nobody is at. Locks nothing.</summary>
    public Task<bool> AnyFreeAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(async session => await session.GetAsync<int>(AnyFree, new { now = Instant.Now(time) }) > 0, cancellationToken);

    /// <summary>Takes up the oldest job that nobody is at.</summary>
    /// <param name="leaseFor">For how long it is the claimant's if nothing is heard.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null: there is nothing to do.</returns>
    public Task<JobClaim?> ClaimAsync(TimeSpan leaseFor, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var now = Instant.Now(time);
                if (await session.FindAsync<string>(Free, new { now, take = 1 }) is not { } id)
                {
                    return null;
                }

                var before = (await JobRows.LockAsync(session, new JobId(id)))!;
                var owner = NewId.Make(time);
                await session.ExecuteAsync(Claim, new { id, owner, now, until = new Instant(now.Value + leaseFor) });
                return new JobClaim(await ReadAsync(session, new JobId(id)), owner, before.Checkpoint, leaseFor, before.LeaseOwner is not null);
            },
            cancellationToken);

    /// <summary>Prolongs a lease while a batch is being prepared. Does nothing if it was lost.</summary>
    public Task RenewAsync(JobClaim claim, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                Renew, new { id = claim.Job.Id.Value, owner = claim.Owner, until = new Instant(time.GetUtcNow() + claim.LeaseFor) }),
            cancellationToken);

    /// <summary>Goes to another checkpoint without other work: the totals are known, or a step is over.</summary>
    /// <exception cref="JobLostException">It isn't the claimant's any more.</exception>
    /// <exception cref="JobCancelledException">It is to stop.</exception>
    public Task<JobClaim> AdvanceAsync(
        JobClaim claim, JobCheckpoint checkpoint, JobProgress progress, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await JobRows.RequireAsync(session, claim);
                return await JobRows.AdvanceAsync(session, claim, checkpoint, progress, Instant.Now(time));
            },
            cancellationToken);

    /// <summary>Gives a claim back before its lease has run out: whoever comes next goes on. Does nothing if it was lost.</summary>
    public Task ReleaseAsync(JobClaim claim, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            session => session.ExecuteAsync(Release, new { id = claim.Job.Id.Value, owner = claim.Owner, now = Instant.Now(time) }), cancellationToken);

    /// <summary>Says that a job has come to its end.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="failure">Why it failed; else null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobLostException">It isn't the claimant's any more.</exception>
    /// <exception cref="JobCancelledException">It was to succeed, and is to stop.</exception>
    public Task EndAsync(JobClaim claim, JobStatus status, string? failure = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (status == JobStatus.Succeeded)
                {
                    // It may have been told to begin anew, or to stop, since its last batch.
                    await JobRows.RequireAsync(session, claim);
                }
                else if ((await JobRows.LockAsync(session, claim.Job.Id))?.LeaseOwner != claim.Owner)
                {
                    throw new JobLostException(claim.Job.Id.Value);
                }

                if (claim.Job.Type == JobType.Maintenance && status == JobStatus.Succeeded)
                {
                    await session.ExecuteAsync(SetHighest, new
                    {
                        highestGroup = claim.Job.Progress.HighestGroupScore,
                        highestPerson = claim.Job.Progress.HighestPersonScore,
                        now = Instant.Now(time),
                    });
                }

                return await EndAsync(session, claim.Job.Id, status, failure);
            },
            cancellationToken);

    /// <returns>Whether nothing is left of the job.</returns>
    private static async Task<bool> DeletePieceAsync(SqlSession session, JobId id)
    {
        var row = await JobRows.LockAsync(session, id) ?? throw new ResourceNotFoundException(ResourceTypes.Job, id.Value);
        if (!row.ToJob().HasEnded)
        {
            throw new PreconditionFailedException(PreconditionReasons.JobActive, id.Value, "The job hasn't ended. Cancel it first.");
        }

        await session.ExecuteAsync(Forget, new { id = id.Value });
        if (await session.ExecuteAsync(DeleteAccounts, new { id = id.Value, take = DeletedAtOnce }) == DeletedAtOnce)
        {
            return false;
        }

        await session.ExecuteAsync(DeleteErrors, new { id = id.Value });
        await session.ExecuteAsync(Delete, new { id = id.Value });
        return true;
    }

    private Task<int> EndAsync(SqlSession session, JobId id, JobStatus status, string? failure) =>
        session.ExecuteAsync(End, new
        {
            id = id.Value,
            status = StoredWord.Of(status),
            failure = failure is { Length: > MaxFailureLength } ? failure[..MaxFailureLength] : failure,
            now = Instant.Now(time),
        });

    private static async Task RequireNoneActiveAsync(SqlSession session, NewJob job)
    {
        if (await JobRows.FindActiveAsync(session, job) is { } active)
        {
            throw new ResourceExistsException(ResourceTypes.Job, active, "job_id", "A job that hasn't ended is at the same already.");
        }
    }

    private async Task<Job> AddAsync(SqlSession session, NewJob job, string author) =>
        await ReadAsync(session, await JobRows.AddAsync(session, job, author, time));

    private static async Task RequireExistsAsync(SqlSession session, Statement exists, string? id, string field, string resourceType)
    {
        if (id is not null && await session.FindAsync<string>(exists, new { id }) is null)
        {
            throw new ReferenceNotFoundException(field, resourceType, id);
        }
    }

    private static async Task<Job> ReadAsync(SqlSession session, JobId id) =>
        (await session.FindAsync<JobRow>(One, new { id = id.Value }))?.ToJob() ?? throw new ResourceNotFoundException(ResourceTypes.Job, id.Value);

    private sealed class ErrorRow
    {
        public required string AccountId { get; init; }

        public required string Message { get; init; }
    }
}
