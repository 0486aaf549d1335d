using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Reads and writes a job's row in the transaction of the work that it describes.</summary>
internal static class JobRows
{
    private const int MaxFailureLength = 1_000;

    private static readonly Statement One = new("""
        SELECT id, type, status, solution_interest_id, audience_id, role_template_id, created_at, created_by, started_at, ended_at,
            cancelled_by, failure,
            lease_owner, lease_until, step, after_id, progress
        FROM job
        WHERE id = @id
        """);

    private static readonly Statement LockOne = new("""
        SELECT id, type, status, solution_interest_id, audience_id, role_template_id, created_at, created_by, started_at, ended_at,
            cancelled_by, failure,
            lease_owner, lease_until, step, after_id, progress
        FROM job {lock}
        WHERE id = @id
        """);

    private static readonly Statement Update = new("""
        UPDATE job
        SET step = @step, after_id = @afterId, progress = @progress, lease_until = @until
        WHERE id = @id
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO job
            (id, type, status, solution_interest_id, audience_id, role_template_id, active_key, created_at, created_by, step, after_id,
                progress)
        VALUES
            (@id, @type, 'QUEUED', @solutionInterest, @audience, @template, @activeKey, @now, @author, @step, '', @progress)
        """);

    private static readonly Statement Active = new("SELECT id FROM job {lock} WHERE active_key = @activeKey");

    // Voids the claim of the server that runs the job, so that it can write neither another batch nor an end of the previous run.
    private static readonly Statement Restart = new("""
        UPDATE job
        SET after_id = '', progress = @progress, started_at = NULL, cancelled_by = NULL, lease_owner = NULL, lease_until = @now
        WHERE id = @id
        """);

    private static readonly Statement End = new("""
        UPDATE job
        SET status = @status, failure = @failure, active_key = NULL, ended_at = @now, lease_owner = NULL, lease_until = NULL
        WHERE id = @id
        """);

    /// <summary>Reads a job.</summary>
    /// <exception cref="ResourceNotFoundException">There is no job with this id.</exception>
    public static async Task<Job> ReadAsync(SqlSession session, JobId id) =>
        (await session.FindAsync<JobRow>(One, new { id = id.Value }))?.ToJob()
            ?? throw new ResourceNotFoundException(ResourceTypes.Job, id.Value);

    /// <summary>The job's row, locked until the transaction ends; null if there is none.</summary>
    public static Task<JobRow?> LockAsync(SqlSession session, JobId id) => session.FindAsync<JobRow>(LockOne, new { id = id.Value });

    /// <summary>Locks the job of a claim, and checks that the claim still holds it. Every batch begins with this.</summary>
    /// <exception cref="JobLostException">The claim's lease was lost.</exception>
    /// <exception cref="JobCancelledException">The job was asked to stop.</exception>
    public static async Task RequireAsync(SqlSession session, JobClaim claim)
    {
        var row = await LockAsync(session, claim.Job.Id);
        if (row?.LeaseOwner != claim.Owner || row.Status != StoredWord.Of(JobStatus.Running) || row.Checkpoint != claim.Checkpoint)
        {
            throw new JobLostException(claim.Job.Id.Value);
        }

        if (row.CancelledBy is not null)
        {
            throw new JobCancelledException(claim.Job.Id.Value);
        }
    }

    /// <summary>Records that a batch is done, and renews the lease.</summary>
    public static async Task<JobClaim> AdvanceAsync(SqlSession session, JobClaim claim, JobCheckpoint checkpoint, JobProgress progress)
    {
        await session.ExecuteAsync(Update, new
        {
            id = claim.Job.Id.Value,
            step = StoredWord.Of(checkpoint.Step),
            afterId = checkpoint.After,
            progress = StoredJson.Write(progress),
            until = new Instant((await session.NowAsync()).Value + claim.LeaseFor),
        });
        return claim with { Job = claim.Job with { Progress = progress }, Checkpoint = checkpoint };
    }

    /// <summary>The active job with the same purpose, locked until the transaction ends; null if there is none.</summary>
    public static Task<string?> FindActiveAsync(SqlSession session, NewJob job) =>
        session.FindAsync<string>(Active, new { activeKey = job.ActiveKey });

    /// <summary>Queues a job.</summary>
    public static async Task<JobId> AddAsync(SqlSession session, NewJob job, string author, TimeProvider time)
    {
        var id = NewId.Make(time);
        await session.ExecuteAsync(Insert, new
        {
            id,
            type = StoredWord.Of(job.Type),
            solutionInterest = job.SolutionInterestId?.Value,
            audience = job.AudienceId?.Value,
            template = job.RoleTemplateId?.Value,
            activeKey = job.ActiveKey,
            now = Instant.Now(time),
            author,
            step = StoredWord.Of(job.FirstStep),
            progress = StoredJson.Write(new JobProgress()),
        });
        return new JobId(id);
    }

    /// <summary>Queues a job, or restarts the active one with the same purpose.</summary>
    public static async Task<JobId> AddOrRestartAsync(SqlSession session, NewJob job, string author, TimeProvider time)
    {
        if (await FindActiveAsync(session, job) is not { } active)
        {
            return await AddAsync(session, job, author, time);
        }

        await session.ExecuteAsync(Restart, new { id = active, progress = StoredJson.Write(new JobProgress()), now = Instant.Now(time) });
        return new JobId(active);
    }

    /// <summary>Records the end of a job. A long reason of failure is cut.</summary>
    public static Task<int> EndAsync(SqlSession session, JobId id, JobStatus status, string? failure, TimeProvider time) =>
        session.ExecuteAsync(End, new
        {
            id = id.Value,
            status = StoredWord.Of(status),
            failure = failure is { Length: > MaxFailureLength } ? failure[..MaxFailureLength] : failure,
            now = Instant.Now(time),
        });
}
