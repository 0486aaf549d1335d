using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>
/// Records a batch of activities: <see cref="ActivityIntake"/> selects those that can be recorded, and each person's are recorded by one
/// call of the counters.
/// </summary>
internal sealed class ActivityRecorder(PersonLocations locations, ActivityIntake intake, ActivityCounters counters, ClockCheck clock)
{
    // A person who moves during the recording is found at the second attempt. A third is for one who moves back at once.
    private const int MaxAttempts = 3;

    /// <summary>Records what can be recorded. The answers are in the order of the activities.</summary>
    /// <param name="activities">The activities as the caller sent them.</param>
    /// <param name="path">The path of an activity in violations, such as <c>activities[3]</c>.</param>
    /// <param name="cancellationToken">Cancels the wait only: what was sent is still recorded, and a retry is a duplicate.</param>
    public async Task<Proto.RecordResult[]> RecordAsync(
        IReadOnlyList<Proto.Activity> activities, Func<int, string> path, CancellationToken cancellationToken)
    {
        if (clock.Problem is { } problem)
        {
            var error = RpcErrors.Unavailable(problem);
            return [.. activities.Select(_ => new Proto.RecordResult { Error = error.Clone() })];
        }

        var results = new Proto.RecordResult[activities.Count];
        var people = await intake.SortAsync(activities, path, results, cancellationToken);
        for (var attempt = 1; people.Count > 0; attempt++)
        {
            var moved = await RecordPeopleAsync(people, path, results, cancellationToken);
            people = attempt < MaxAttempts
                ? await LocateAgainAsync(moved, path, results, cancellationToken)
                : Refuse(moved.Values, RpcErrors.Unavailable(new StoreUnavailableException(counters.Name, null)), results);
        }

        return results;
    }

    /// <summary>Records the activities of each person. Returns the people who turned out to have moved.</summary>
    private async Task<Dictionary<PersonId, PersonActivities>> RecordPeopleAsync(
        Dictionary<PersonId, PersonActivities> people,
        Func<int, string> path,
        Proto.RecordResult[] results,
        CancellationToken cancellationToken)
    {
        var moved = new Dictionary<PersonId, PersonActivities>();
        await Task.WhenAll(people.Select(async entry =>
        {
            var (person, items) = entry;
            if (!await RecordPersonAsync(person, items, path, results, cancellationToken))
            {
                lock (moved)
                {
                    moved[person] = items;
                }
            }
        }));
        return moved;
    }

    /// <summary>
    /// Records the activities of one person. False if the person has moved to another account; then nothing was recorded.
    /// </summary>
    private async Task<bool> RecordPersonAsync(
        PersonId person, PersonActivities items, Func<int, string> path, Proto.RecordResult[] results, CancellationToken cancellationToken)
    {
        RecordedActivities recorded;
        try
        {
            recorded = await counters.RecordAsync(items.Account, person, items.Activities, cancellationToken);
            if (recorded.HasMoved)
            {
                await locations.LookAgainAsync(person, items.Account, cancellationToken);
                return false;
            }
        }
        catch (StoreUnavailableException exception)
        {
            Refuse([items], RpcErrors.Unavailable(exception), results);
            return true;
        }

        foreach (var (index, outcome) in items.Indexes.Zip(recorded.Outcomes))
        {
            results[index] = outcome switch
            {
                RecordOutcome.Recorded => new Proto.RecordResult { Outcome = Proto.RecordOutcome.Recorded },
                RecordOutcome.Duplicate => new Proto.RecordResult { Outcome = Proto.RecordOutcome.Duplicate },
                RecordOutcome.CounterFull => new Proto.RecordResult
                {
                    Error = RpcErrors.FailedPrecondition(
                        "COUNTER_FULL",
                        path(index),
                        $"The person's count of this type on that day would pass {CounterRecords.MaxCount:N0}."),
                },
            };
        }

        return true;
    }

    /// <summary>
    /// Returns the same people with the accounts to which they have moved. Writes the answers for those who no longer exist or can't be
    /// located now.
    /// </summary>
    private async Task<Dictionary<PersonId, PersonActivities>> LocateAgainAsync(
        Dictionary<PersonId, PersonActivities> moved,
        Func<int, string> path,
        Proto.RecordResult[] results,
        CancellationToken cancellationToken)
    {
        if (moved.Count == 0)
        {
            return moved;
        }

        var (accounts, away) = await intake.LocateAsync(moved.Keys, cancellationToken);
        var located = new Dictionary<PersonId, PersonActivities>();
        foreach (var (person, items) in moved)
        {
            if (accounts.TryGetValue(person, out var account))
            {
                located[person] = items with { Account = account };
            }
            else if (away is not null)
            {
                Refuse([items], RpcErrors.Unavailable(away), results);
            }
            else
            {
                foreach (var index in items.Indexes)
                {
                    results[index] = new Proto.RecordResult
                    {
                        Error = RpcErrors.InvalidArgument([ActivityIntake.UnknownPerson(path(index), person.Value)]),
                    };
                }
            }
        }

        return located;
    }

    private static Dictionary<PersonId, PersonActivities> Refuse(
        IEnumerable<PersonActivities> people, RpcStatus error, Proto.RecordResult[] results)
    {
        foreach (var index in people.SelectMany(items => items.Indexes))
        {
            results[index] = new Proto.RecordResult { Error = error };
        }

        return [];
    }
}
