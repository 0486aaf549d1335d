using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Rosters;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Services.Journeys;

/// <summary>
/// Checks the conditions of journeys. Engagement scores are computed only for groups that meet everything else, and only if a condition
/// asks for them.
/// </summary>
internal sealed class ConditionChecker(GroupFactsStore facts, GroupReader reader, ClockCheck clock)
{
    private const int ScoredAtOnce = 200;

    /// <summary>Checks conditions on accounts, in order; null for an account that doesn't exist.</summary>
    public async Task<IReadOnlyList<CheckedCondition?>> CheckAsync(
        IReadOnlyList<AccountCondition> conditions, CancellationToken cancellationToken)
    {
        var accounts = await facts.OfAccountsAsync(conditions.Select(condition => condition.AccountId), cancellationToken);
        return await CheckAsync(
            conditions,
            condition => accounts.GetValueOrDefault(condition.AccountId)?.Select(group => (group, default(PersonInGroup))),
            cancellationToken);
    }

    /// <summary>Checks conditions on people, in order; null for a person who doesn't exist.</summary>
    public async Task<IReadOnlyList<CheckedCondition?>> CheckAsync(
        IReadOnlyList<PersonCondition> conditions, CancellationToken cancellationToken)
    {
        var people = await facts.OfPeopleAsync(conditions.Select(condition => condition.PersonId), cancellationToken);
        return await CheckAsync(conditions, condition => people.GetValueOrDefault(condition.PersonId), cancellationToken);
    }

    private async Task<IReadOnlyList<CheckedCondition?>> CheckAsync<T>(
        IReadOnlyList<T> conditions,
        Func<T, IEnumerable<(GroupFacts Group, PersonInGroup? Membership)>?> groupsOf,
        CancellationToken cancellationToken)
        where T : JourneyCondition
    {
        var looked = conditions
            .Select(condition => groupsOf(condition)?
                .Select(candidate => (candidate.Group.Id, Failed: condition.FirstFailed(candidate.Group, candidate.Membership)))
                .ToArray())
            .ToArray();
        var scores = await ScoresAsync(
            [
                .. conditions.Zip(looked)
                    .Where(pair => pair.First.Group.Engagement is not null)
                    .SelectMany(pair => (pair.Second ?? []).Where(group => group.Failed is null).Select(group => group.Id))
                    .Distinct(),
            ],
            cancellationToken);
        return [.. conditions.Zip(looked, (condition, groups) => groups is null ? null : ResultOf(condition, groups, scores))];
    }

    private static CheckedCondition ResultOf(
        JourneyCondition condition, (BuyingGroupId Id, ConditionConstraint? Failed)[] groups, Dictionary<BuyingGroupId, long> scores)
    {
        var matched = new List<BuyingGroupId>();
        var furthest = ConditionConstraint.SolutionInterest;
        foreach (var (id, failed) in groups)
        {
            var first = failed
                ?? (condition.Group.Engagement is { } wanted && !(scores.TryGetValue(id, out var score) && wanted.Holds(score))
                ? ConditionConstraint.Engagement
                : default(ConditionConstraint?));
            if (first is null)
            {
                matched.Add(id);
            }
            else if (first > furthest)
            {
                furthest = first.Value;
            }
        }

        return new CheckedCondition(matched, matched.Count > 0 ? null : furthest);
    }

    private async Task<Dictionary<BuyingGroupId, long>> ScoresAsync(
        IReadOnlyList<BuyingGroupId> groups, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<BuyingGroupId, long>();
        foreach (var some in groups.Chunk(ScoredAtOnce))
        {
            clock.Require();
            foreach (var (id, reading) in await reader.ReadManyAsync(some, cancellationToken))
            {
                scores[id] = reading.Score(ScoringMethod.RoleWeighted).Score.Displayed;
            }
        }

        return scores;
    }
}
