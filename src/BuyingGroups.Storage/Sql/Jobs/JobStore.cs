using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Jobs: start, read, cancel and delete. Which server runs them is up to <see cref="JobLeases"/>.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class JobStore(SqlDatabase database, TimeProvider time)
{
    /// <summary>The most errors that are stored of a job; further ones are only counted.</summary>
    public const int MaxErrors = 100;

    // Ids begin with the time, so the newest come first.
    private static readonly Statement List = new("""
        SELECT id, type, status, solution_interest_id, audience_id, role_template_id, created_at, created_by, started_at, ended_at,
            cancelled_by, failure,
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

    private static readonly Statement PresentSince = new("SELECT present_since FROM shared_state");

    private static readonly Statement TakeDay = new("""
        UPDATE shared_state
        SET last_daily_pass = @day
        WHERE last_daily_pass IS NULL OR last_daily_pass < @day
        """);

    private static readonly Statement InterestExists = new("SELECT id FROM solution_interest {lock_shared} WHERE id = @id");

    private static readonly Statement AudienceExists = new("SELECT id FROM audience {lock_shared} WHERE id = @id");

    private static readonly Statement AskToStop = new("UPDATE job SET cancelled_by = @author WHERE id = @id");

    private static readonly Statement DeleteErrors = new("DELETE FROM job_error WHERE job_id = @id");

    // A creation job that is being deleted no longer counts as remembered from here on, even if the deletion breaks off halfway.
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

    /// <summary>Raised after a job was queued.</summary>
    public event Action? Queued;

    /// <summary>Queues a job.</summary>
    /// <exception cref="ReferenceNotFoundException">The solution interest or the audience doesn't exist.</exception>
    /// <exception cref="ResourceExistsException">A job with the same purpose hasn't ended; its id is the resource's.</exception>
    public async Task<Job> StartAsync(NewJob job, string author, CancellationToken cancellationToken = default)
    {
        var started = await database.WriteAsync(
            async session =>
            {
                await RequireExistsAsync(
                    session, InterestExists, job.SolutionInterestId?.Value, "solution_interest_id", ResourceTypes.SolutionInterest);
                await RequireExistsAsync(session, AudienceExists, job.AudienceId?.Value, "audience_id", ResourceTypes.Audience);
                await RequireNoneActiveAsync(session, job);
                return await AddAsync(session, job, author);
            },
            cancellationToken);
        TellQueued();
        return started;
    }

    /// <summary>Queues the maintenance job of a day. There is at most one per day.</summary>
    /// <returns>The job; null if that day, or a later one, has had its pass.</returns>
    /// <exception cref="ResourceExistsException">Another maintenance job hasn't ended; the day's pass is still to be started.</exception>
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
                // The job is locked before the day, in the order of whoever ends a job.
                await RequireNoneActiveAsync(session, job);
                return await session.ExecuteAsync(TakeDay, new { day = StoredDay.Of(day) }) == 0
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

    /// <summary>Announces that another store has queued a job.</summary>
    public void TellQueued() => Queued?.Invoke();

    /// <summary>Reads a job.</summary>
    /// <exception cref="ResourceNotFoundException">There is no job with this id.</exception>
    public Task<Job> GetAsync(JobId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => JobRows.ReadAsync(session, id), cancellationToken);

    /// <summary>The first <see cref="MaxErrors"/> accounts that a job couldn't process, in the order of their ids.</summary>
    public Task<IReadOnlyList<JobError>> GetErrorsAsync(JobId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<JobError>> (session) =>
                [
                    .. (await session.QueryAsync<ErrorRow>(Errors, new { id = id.Value }))
                        .Select(row => new JobError(new AccountId(row.AccountId), row.Message)),
                ],
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

    /// <summary>The day of the last daily pass that was started, whether its job still exists or not; null if there was none.</summary>
    public Task<DateOnly?> GetLastDailyPassAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session => await session.FindAsync<string>(LastDailyPass) is { } day
                ? StoredDay.Parse(day)
                : default(DateOnly?),
            cancellationToken);

    /// <summary>Since when the instance has existed: a daily pass that was due before then wasn't missed.</summary>
    public Task<DateTimeOffset> GetPresentSinceAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(async session => (await session.GetAsync<Instant>(PresentSince)).Value, cancellationToken);

    /// <summary>
    /// Asks a job to stop: at once if no server has claimed it, otherwise before its next batch is written. Does nothing if the job has
    /// ended.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no job with this id.</exception>
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
                    await JobRows.EndAsync(session, id, JobStatus.Cancelled, failure: null, time);
                }

                return await JobRows.ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>
    /// Deletes a job that has ended; what it did stays. If the deletion breaks off halfway, the job is CANCELLED. Accounts that enter the
    /// audience of a deleted creation job get no groups by it any more.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no job with this id.</exception>
    /// <exception cref="PreconditionFailedException">The job hasn't ended.</exception>
    /// <remarks>
    /// A job may have a million accounts, so it is deleted in pieces and nobody has to wait for long. A job that is deleted partly can be
    /// deleted again.
    /// </remarks>
    public Task DeleteAsync(JobId id, CancellationToken cancellationToken = default) =>
        database.WriteInPiecesAsync(session => DeletePieceAsync(session, id), cancellationToken);

    /// <returns>Whether nothing is left of the job.</returns>
    private static async Task<bool> DeletePieceAsync(SqlSession session, JobId id)
    {
        var row = await JobRows.LockAsync(session, id) ?? throw new ResourceNotFoundException(ResourceTypes.Job, id.Value);
        if (!row.ToJob().HasEnded)
        {
            throw new PreconditionFailedException(PreconditionReasons.JobActive, id.Value, "The job hasn't ended. Cancel it first.");
        }

        await session.ExecuteAsync(Forget, new { id = id.Value });
        if (await session.ExecuteAsync(DeleteAccounts, new { id = id.Value, take = SqlDatabase.PieceSize }) == SqlDatabase.PieceSize)
        {
            return false;
        }

        await session.ExecuteAsync(DeleteErrors, new { id = id.Value });
        await session.ExecuteAsync(Delete, new { id = id.Value });
        return true;
    }

    private static async Task RequireNoneActiveAsync(SqlSession session, NewJob job)
    {
        if (await JobRows.FindActiveAsync(session, job) is { } active)
        {
            throw new ResourceExistsException(ResourceTypes.Job, active, "job_id", "A job that hasn't ended is at the same already.");
        }
    }

    private async Task<Job> AddAsync(SqlSession session, NewJob job, string author) =>
        await JobRows.ReadAsync(session, await JobRows.AddAsync(session, job, author, time));

    private static async Task RequireExistsAsync(SqlSession session, Statement exists, string? id, string field, string resourceType)
    {
        if (id is not null && await session.FindAsync<string>(exists, new { id }) is null)
        {
            throw new ReferenceNotFoundException(field, resourceType, id);
        }
    }

    private sealed class ErrorRow
    {
        public required string AccountId { get; init; }

        public required string Message { get; init; }
    }
}
