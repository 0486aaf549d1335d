using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>Reads the definitions that a job works by, as they are when a server takes it up.</summary>
internal sealed class TargetReader(JobAccountReader reader, SolutionInterestStore interests, RoleTemplateStore templates, AttributeStore attributes)
{
    private const int ReadAtOnce = 1_000;

    public async Task<JobTargets> ReadAsync(Job job, CancellationToken cancellationToken)
    {
        var maintains = job.Type == JobType.Maintenance;
        var audiences = (await reader.GetAudiencesAsync(maintains ? null : job.Id, cancellationToken)).ToLookup(audience => audience.SolutionInterestId);
        var people = PersonSchema.With(await attributes.GetAsync(AttributeSubject.Person, cancellationToken));
        var accounts = AccountSchema.With(await attributes.GetAsync(AttributeSubject.Account, cancellationToken));
        var targets = new List<JobTarget>();
        var assigners = new Dictionary<RoleTemplateId, AutoAssigner>();
        await foreach (var interest in AllInterestsAsync(cancellationToken))
        {
            if (!audiences.Contains(interest.Id) && !(maintains && interest.UpdateExistingBuyingGroups))
            {
                continue;
            }

            if (!assigners.TryGetValue(interest.RoleTemplateId, out var assigner))
            {
                assigner = new AutoAssigner(await templates.GetAsync(interest.RoleTemplateId, cancellationToken), people);
                assigners[interest.RoleTemplateId] = assigner;
            }

            targets.Add(new JobTarget(
                interest.Id,
                assigner,
                maintains && interest.UpdateExistingBuyingGroups,
                [.. audiences[interest.Id].Select(audience => (audience, audience.Condition is { } condition ? accounts.Compile(condition) : null))]));
        }

        return new JobTargets(targets, maintains);
    }

    private async IAsyncEnumerable<SolutionInterest> AllInterestsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = default(PageCursor);
        do
        {
            var page = await interests.ListAsync(new PageRequest(ReadAtOnce, after), cancellationToken: cancellationToken);
            foreach (var interest in page.Items)
            {
                yield return interest;
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
