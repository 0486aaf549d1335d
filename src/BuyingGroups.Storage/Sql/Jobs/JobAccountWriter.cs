using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>
/// Executes what a job has decided about accounts. Each batch is one transaction with the job's checkpoint, so that it is executed once. If
/// a batch is executed in pieces, the last one writes the checkpoint.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class JobAccountWriter(SqlDatabase database, TimeProvider time)
{
    // A shared lock, so that neither the job nor, after it, its solution interest or audience is deleted before the groups exist.
    private static readonly Statement Standing = new("""
        SELECT j.id
        FROM job AS j {lock_shared}
        JOIN {ids @jobs} AS wanted ON wanted.id = j.id
        WHERE j.status IN ('RUNNING', 'SUCCEEDED')
        """);

    private static readonly Statement Enter = new("""
        INSERT INTO job_account (job_id, account_id)
        SELECT r.job_id, r.account_id
        FROM {rows @entries (job_id id, account_id id)} AS r
        """);

    private static readonly Statement Leave = new("""
        DELETE FROM job_account
        WHERE job_id = @job AND account_id IN (SELECT wanted.id FROM {ids @accounts} AS wanted)
        """);

    private static readonly Statement AddErrors = new("""
        INSERT INTO job_error (job_id, account_id, message)
        SELECT @job, r.account_id, r.message
        FROM {rows @errors (account_id id, message text)} AS r
        """);

    /// <summary>Executes a plan, or a piece of it.</summary>
    /// <param name="claim">The claim on the job.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="reason">The reason, for the history.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The claim after this batch, and the groups that existed before and whose members have changed.</returns>
    /// <exception cref="JobLostException">The claim's lease was lost.</exception>
    /// <exception cref="JobCancelledException">The job was asked to stop.</exception>
    public Task<(JobClaim Claim, IReadOnlyList<TouchedGroup> ChangedRosters)> CarryOutAsync(
        JobClaim claim, AccountsPlan plan, string reason, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await JobRows.RequireAsync(session, claim);
                var now = Instant.Now(time);
                var decision = claim.Job.Decide(now.Value, reason);
                var entered = await StandingAsync(session, plan.Entered);
                (SolutionInterestId Interest, AccountId Account)[] wanted =
                [
                    .. entered.Select(entry => (entry.Interest, entry.Account)).Distinct(),
                ];
                var there = await GroupCreation.FindAsync(session, wanted.Concat(plan.Asks.Select(ask => (ask.Interest, ask.Account))));
                var created = await GroupCreation.CreateAsync(
                    session, plan.IsContinuation ? [] : [.. wanted.Where(pair => !there.ContainsKey(pair))], decision, time);

                // Nothing is decided about members of a group that was deleted since the plan was made.
                var asks = plan.Asks
                    .Where(ask => !ask.IfEntered || wanted.Contains((ask.Interest, ask.Account)))
                    .Select(ask => (
                        Ask: ask,
                        Group: created.GetValueOrDefault((ask.Interest, ask.Account))
                            ?? there.GetValueOrDefault((ask.Interest, ask.Account))))
                    .Where(each => each.Group is not null)
                    .ToArray();
                GroupCommand[] commands =
                [
                    .. asks.Select(each => new MemberCommand(
                        new GroupById(new BuyingGroupId(each.Group!)),
                        new MembershipCommand(each.Ask.Action, each.Ask.Person, each.Ask.Role, decision))),
                ];
                var outcomes = new List<(MemberAsk Ask, MembershipOutcome Outcome)>();
                IReadOnlyList<TouchedGroup> changed = [];
                if (commands.Length > 0)
                {
                    var batch = await CommandBatch.ReadAsync(session, commands, time);
                    foreach (var ((ask, _), command) in asks.Zip(commands))
                    {
                        // A command is refused if the person has left the account meanwhile.
                        if (batch.Execute(command) is DecidedMember { Outcome: var outcome })
                        {
                            outcomes.Add((ask, outcome));
                        }
                    }

                    await batch.LeaveOutToldWishesAsync(session);
                    await batch.WriteAsync(session);
                    // Nobody can have read the roster of a group that is created in this transaction.
                    var fresh = created.Values.ToHashSet();
                    changed = [.. batch.ChangedRosters.Where(group => !fresh.Contains(group.BuyingGroupId.Value))];
                    session.Invalidate(now, changed.Select(group => group.Invalidation));
                }

                if (!plan.IsContinued)
                {
                    await RememberAsync(session, entered, plan.Left);
                }

                var progress = claim.Job.Progress;
                await AddErrorsAsync(session, claim, plan.Errors);
                var after = await JobRows.AdvanceAsync(
                    session,
                    claim,
                    plan.IsContinued ? claim.Checkpoint : new JobCheckpoint(JobStep.Accounts, plan.Last.Value),
                    progress with
                    {
                        AccountsDone = progress.AccountsDone + plan.Accounts,
                        AccountsSelected =
                            progress.AccountsSelected + (plan.IsContinued ? 0 : entered.Select(entry => entry.Account).Distinct().Count()),
                        GroupsCreated = progress.GroupsCreated + created.Count,
                        MembersAssigned = progress.MembersAssigned + Count(
                            ask => ask is { Action: MembershipAction.Assign, IsMember: false }),
                        RolesChanged = progress.RolesChanged + Count(ask => ask is { Action: MembershipAction.Assign, IsMember: true }),
                        MembersRemoved = progress.MembersRemoved + Count(ask => ask.Action == MembershipAction.Remove),
                        Overruled = progress.Overruled + plan.Overruled + outcomes.Count(
                            each => each.Outcome == MembershipOutcome.Overruled),
                        Errors = progress.Errors + plan.Errors.Count,
                    });
                return (after, changed);

                int Count(Func<MemberAsk, bool> which) =>
                    outcomes.Count(each => each.Outcome == MembershipOutcome.Applied && which(each.Ask));
            },
            cancellationToken);

    /// <summary>The entered accounts whose job hasn't been deleted, not even partly, since the plan was made.</summary>
    private static async Task<IReadOnlyList<EnteredAccount>> StandingAsync(SqlSession session, IReadOnlyList<EnteredAccount> entered)
    {
        if (entered.Count == 0)
        {
            return [];
        }

        var jobs = await session.QueryAsync<string>(Standing, new { jobs = StoredJson.Ids(entered.Select(entry => entry.Job.Value)) });
        return [.. entered.Where(entry => jobs.Contains(entry.Job.Value))];
    }

    private static async Task RememberAsync(
        SqlSession session, IReadOnlyList<EnteredAccount> entered, IReadOnlyList<(JobId Job, AccountId Account)> gone)
    {
        if (entered.Count > 0)
        {
            await session.ExecuteAsync(
                Enter,
                new
                {
                    entries = StoredJson.Write(entered.Select(entry => new { JobId = entry.Job.Value, AccountId = entry.Account.Value })),
                });
        }

        foreach (var left in gone.GroupBy(entry => entry.Job, entry => entry.Account.Value))
        {
            await session.ExecuteAsync(Leave, new { job = left.Key.Value, accounts = StoredJson.Ids(left) });
        }
    }

    private static async Task AddErrorsAsync(SqlSession session, JobClaim claim, IReadOnlyList<JobError> errors)
    {
        var room = (int)Math.Max(0, JobStore.MaxErrors - claim.Job.Progress.Errors);
        if (errors.Count > 0 && room > 0)
        {
            await session.ExecuteAsync(AddErrors, new
            {
                job = claim.Job.Id.Value,
                errors = StoredJson.Write(errors.Take(room).Select(error => new { AccountId = error.AccountId.Value, error.Message })),
            });
        }
    }
}
