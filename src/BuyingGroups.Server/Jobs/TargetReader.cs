using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>Reads the definitions that a job works by, as they are when a server claims it.</summary>
internal sealed class TargetReader(JobAccountReader reader, RoleTemplateStore templates, AttributeStore attributes)
{
    public async Task<JobTargets> ReadAsync(Job job, CancellationToken cancellationToken)
    {
        var maintains = job.Type == JobType.Maintenance;
        var audiences = (await reader.GetAudiencesAsync(maintains ? null : job.Id, cancellationToken))
            .ToLookup(audience => audience.SolutionInterestId);
        var people = PersonSchema.With(await attributes.GetAsync(AttributeSubject.Person, cancellationToken));
        var accounts = AccountSchema.With(await attributes.GetAsync(AttributeSubject.Account, cancellationToken));
        var targets = new List<JobTarget>();
        var assigners = new Dictionary<RoleTemplateId, AutoAssigner>();
        foreach (var interest in await reader.GetInterestsAsync(cancellationToken))
        {
            var updates = maintains && interest.UpdatesExisting;
            if (!audiences.Contains(interest.Id) && !updates)
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
                updates,
                [
                    .. audiences[interest.Id].Select(audience =>
                        (audience, audience.Condition is { } condition ? accounts.Compile(condition) : null)),
                ]));
        }

        return new JobTargets(targets);
    }
}
