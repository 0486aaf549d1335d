using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Jobs;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Decides what to do about a batch of accounts. An account that can't be decided on, for instance since what is stored of it can't be
/// read, fails alone.
/// </summary>
internal sealed class AccountPlanner(
    JobAccountReader reader, PeopleEngagement engagement, ScoringCalendar calendar, TimeProvider time, ILogger<AccountPlanner> logger)
{
    public async Task<AccountsPlan> PlanAsync(Job job, AccountsRead read, JobTargets targets, CancellationToken cancellationToken)
    {
        // Of a job that goes on past midnight, all accounts are decided on by the same day and the same window.
        var window = calendar.WindowAt(job.StartedAt ?? time.GetUtcNow());
        var today = window.Last.ToDateOnly();
        var errors = new List<JobError>();
        AccountWork[] work =
        [
            .. read.Accounts.Select(account => Try(account.Id, () => WorkOf(account, read, targets, today), errors)).OfType<AccountWork>(),
        ];
        AccountId[] busy = [.. work.Where(each => each.Groups.Count > 0).Select(each => each.Account)];
        BuyingGroupId[] groups = [.. work.SelectMany(each => each.Groups).Select(each => each.Id).OfType<BuyingGroupId>()];
        var people = await reader.ReadPeopleAsync(busy, groups, cancellationToken);
        var scores = work.SelectMany(each => each.Groups).Any(each => each.Target.Assigner.NeedsEngagement)
            ? await engagement.ReadAsync(
                busy.SelectMany(account =>
                    people.People[account].Select(person => new PersonOfAccount(account, person.Id, person.IsMoving))),
                ScoringMethod.RoleWeighted,
                window,
                cancellationToken)
            : null;
        AccountWork[] decided =
        [
            .. work
                .Select(each => Try(each.Account, () => Decide(each, people, scores, today, job, cancellationToken), errors))
                .OfType<AccountWork>(),
        ];
        return new AccountsPlan(
            read.Accounts[^1].Id,
            read.Accounts.Count,
            [.. decided.SelectMany(each => each.Asks)],
            decided.Sum(each => each.Overruled),
            [.. decided.SelectMany(each => each.Entered)],
            [.. decided.SelectMany(each => each.Left.Select(left => (left, each.Account)))],
            errors);
    }

    private static AccountWork WorkOf(AccountRead account, AccountsRead read, JobTargets targets, DateOnly today)
    {
        var work = new AccountWork(account.Id);
        var attributes = new Lazy<Account>(account.Read);
        foreach (var target in targets.All)
        {
            var entered = false;
            foreach (var (audience, condition) in target.Audiences)
            {
                var isIn = (!audience.HasList || read.Listed.Contains((audience.AudienceId, account.Id)))
                    && (condition is null || condition.Matches(attributes.Value, today));
                var isKnown = read.Known.Contains((audience.JobId, account.Id));
                if (isIn && !isKnown)
                {
                    entered = true;
                    work.Entered.Add(new EnteredAccount(audience.JobId, target.Interest, account.Id));
                }
                else if (!isIn && isKnown)
                {
                    work.Left.Add(audience.JobId);
                }
            }

            var group = read.Groups.TryGetValue((target.Interest, account.Id), out var id) ? id : default(BuyingGroupId?);
            var isKept = group is not null && target.Updates;
            if (entered || isKept)
            {
                work.Groups.Add((target, group, IfEntered: !isKept));
            }
        }

        return work;
    }

    private static AccountWork Decide(
        AccountWork work,
        PeopleRead read,
        IReadOnlyDictionary<PersonId, ExactScore>? scores,
        DateOnly today,
        Job job,
        CancellationToken cancellationToken)
    {
        foreach (var person in read.People[work.Account])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var subject = new Domain.Conditions.PersonSubject(
                person.Read().Attributes, scores?.GetValueOrDefault(person.Id, ExactScore.Zero).Value);
            foreach (var (target, group, ifEntered) in work.Groups)
            {
                var record = group is { } id ? read.Records.GetValueOrDefault((id, person.Id)) : null;
                if (target.Assigner.Ask(target.Assigner.RoleOf(subject, today), record, removes: target.Updates) is not { } ask)
                {
                    continue;
                }

                if (record?.Decision.Source > DecisionSource.System
                    && new OverruledWish(record.GroupId, person.Id, ask.Action, ask.Role) is var wish
                    && read.ToldWishes.Contains(wish))
                {
                    // Told already: asked day after day, the same wish would fill the history with the same refusal. If it was told by this
                    // very job, that has done a piece of this account before it was taken over, and counted the wish.
                    work.Overruled += read.ToldWishes[wish].Contains(job.Author) ? 0 : 1;
                }
                else
                {
                    work.Asks.Add(new MemberAsk(
                        target.Interest, work.Account, person.Id, ask.Action, ask.Role, record?.State == MembershipState.Assigned, ifEntered));
                }
            }
        }

        return work;
    }

    private AccountWork? Try(AccountId account, Func<AccountWork> decide, List<JobError> errors)
    {
        try
        {
            return decide();
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or System.Data.DataException or FormatException)
        {
            errors.Add(new JobError(account, $"What is stored of the account or its people can't be read: {exception.Message}"));
            return null;
        }
        catch (Exception exception) when (AccountFailure.IsOfAccount(exception))
        {
            errors.Add(AccountFailure.ErrorOf(account, exception, logger));
            return null;
        }
    }

    /// <summary>What is to be done about one account.</summary>
    private sealed class AccountWork(AccountId account)
    {
        public AccountId Account => account;

        public List<(JobTarget Target, BuyingGroupId? Id, bool IfEntered)> Groups { get; } = [];

        public List<EnteredAccount> Entered { get; } = [];

        public List<JobId> Left { get; } = [];

        public List<MemberAsk> Asks { get; } = [];

        public int Overruled { get; set; }
    }
}
