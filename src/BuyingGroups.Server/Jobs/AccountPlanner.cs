using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Decides what to do about a batch of accounts. An account that can't be decided on, for example because its stored data can't be read,
/// fails alone.
/// </summary>
internal sealed class AccountPlanner(
    JobAccountReader reader, PeopleEngagement engagement, ScoringCalendar calendar, TimeProvider time, ILogger<AccountPlanner> logger)
{
    public async Task<AccountsPlan> PlanAsync(
        Job job, IReadOnlyList<AccountUnderJob> accounts, JobTargets targets, CancellationToken cancellationToken)
    {
        // If a job goes on past midnight, all accounts are still decided on by the same day and the same window.
        var window = calendar.WindowAt(job.StartedAt ?? time.GetUtcNow());
        var today = window.Last.ToDateOnly();
        var errors = new List<JobError>();
        AccountPlan[] plans =
            [.. accounts.Select(account => Try(account.Id, () => AccountPlan.Of(account, targets, today), errors)).OfType<AccountPlan>()];
        AccountId[] filled = [.. plans.Where(plan => plan.FillsGroups).Select(plan => plan.Account)];
        var read = await reader.ReadPeopleAsync(filled, [.. plans.SelectMany(plan => plan.ExistingGroups)], cancellationToken);
        var scores = plans.Any(plan => plan.NeedsEngagement)
            ? await engagement.ReadAsync(
                filled.SelectMany(
                    account => read.People[account].Select(person => new PersonOfAccount(account, person.Id, person.IsMoving))),
                ScoringMethod.RoleWeighted,
                window,
                cancellationToken)
            : null;
        AccountPlan[] decided =
        [
            .. plans
                .Select(plan => Try(plan.Account, () => Decide(plan, read, scores, job, today, cancellationToken), errors))
                .OfType<AccountPlan>(),
        ];
        return new AccountsPlan(
            accounts[^1].Id,
            accounts.Count,
            [.. decided.SelectMany(plan => plan.Asks)],
            decided.Sum(plan => plan.Overruled),
            [.. decided.SelectMany(plan => plan.Entered)],
            [.. decided.SelectMany(plan => plan.Left.Select(left => (left, plan.Account)))],
            errors);
    }

    private static AccountPlan Decide(
        AccountPlan plan,
        PeopleRead read,
        IReadOnlyDictionary<PersonId, ExactScore>? scores,
        Job job,
        DateOnly today,
        CancellationToken cancellationToken)
    {
        foreach (var person in read.People[plan.Account])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var score = scores?.GetValueOrDefault(person.Id, ExactScore.Zero).Value;
            plan.Decide(person.Id, new PersonSubject(person.Read().Attributes, score), read.Decisions, job.Author, today);
        }

        return plan;
    }

    private AccountPlan? Try(AccountId account, Func<AccountPlan> decide, List<JobError> errors)
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
}
