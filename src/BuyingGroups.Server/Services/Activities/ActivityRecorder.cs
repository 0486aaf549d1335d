using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Services.Directory;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>Records a batch of activities: validates each, finds its person's account and its type's code, and calls the counters once a person.</summary>
internal sealed class ActivityRecorder(
    PersonLocations locations, ActivityTypeCodes types, ActivityCounters counters, ScoringCalendar calendar, ClockCheck clock, TimeProvider time)
{
    /// <summary>How far an activity may lie ahead of the server's clock (domain rule).</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    // Who moves while being recorded is found at the second attempt; a third is for one who moves back at once.
    private const int MaxAttempts = 3;

    private static readonly ActivityValidator Valid = new();

    /// <summary>Records what can be recorded. The answers are in the order of the activities.</summary>
    /// <param name="activities">As the caller sent them.</param>
    /// <param name="path">Names an activity in violations, such as <c>activities[3]</c>.</param>
    /// <param name="cancellationToken">Ends the wait; what is on its way is still recorded, and a retry is a duplicate.</param>
    public async Task<Proto.RecordResult[]> RecordAsync(
        IReadOnlyList<Proto.Activity> activities, Func<int, string> path, CancellationToken cancellationToken)
    {
        if (clock.Problem is { } problem)
        {
            var error = RpcErrors.Unavailable(problem);
            return [.. activities.Select(_ => new Proto.RecordResult { Error = error.Clone() })];
        }

        var results = new Proto.RecordResult[activities.Count];
        var people = await SortAsync(activities, path, results, cancellationToken);
        for (var attempt = 1; people.Count > 0; attempt++)
        {
            people = attempt <= MaxAttempts
                ? await RecordPeopleAsync(people, path, results, cancellationToken)
                : Refuse(people.Values, RpcErrors.Unavailable(new StoreUnavailableException(counters.Name, null)), results);
        }

        return results;
    }

    /// <summary>Answers what can't be recorded, and groups the rest by person.</summary>
    private async Task<Dictionary<PersonId, Items>> SortAsync(
        IReadOnlyList<Proto.Activity> activities, Func<int, string> path, Proto.RecordResult[] results, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var window = calendar.WindowAt(now);
        var people = new Dictionary<PersonId, Items>();
        for (var index = 0; index < activities.Count; index++)
        {
            var activity = activities[index];
            var at = index;
            if (Valid.ErrorOf(activity, () => path(at)) is { } error)
            {
                results[index] = new Proto.RecordResult { Error = error };
                continue;
            }

            var occurredAt = activity.OccurredAt.ToDateTimeOffset();
            var day = calendar.DayOf(occurredAt);
            if (occurredAt - now > MaxAhead)
            {
                results[index] = new Proto.RecordResult
                {
                    Error = RpcErrors.InvalidArgument($"{path(index)}.occurred_at", "lies more than 5 minutes ahead of the server's clock", "IN_THE_FUTURE"),
                };
            }
            else if (await types.FindAsync(activity.ActivityType, cancellationToken) is not { } type)
            {
                results[index] = new Proto.RecordResult
                {
                    Error = RpcErrors.InvalidArgument(
                        $"{path(index)}.activity_type",
                        $"'{activity.ActivityType}' is no activity type of any scoring model",
                        "UNKNOWN_ACTIVITY_TYPE"),
                };
            }
            else if (day < window.First)
            {
                results[index] = new Proto.RecordResult { Outcome = Proto.RecordOutcome.Expired };
            }
            else
            {
                var person = new PersonId(activity.PersonId);
                if (!people.TryGetValue(person, out var items))
                {
                    people[person] = items = new Items([], []);
                }

                items.Indexes.Add(index);
                items.Activities.Add(new ActivityToRecord(activity.ActivityId, type, day, activity.HasCount ? (int)activity.Count : 1));
            }
        }

        return people;
    }

    /// <summary>Records the activities of each person; answers the people who turned out to have moved, for another attempt.</summary>
    private async Task<Dictionary<PersonId, Items>> RecordPeopleAsync(
        Dictionary<PersonId, Items> people, Func<int, string> path, Proto.RecordResult[] results, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<PersonId, AccountId> accounts;
        try
        {
            accounts = await locations.GetAsync(people.Keys, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            // Those who are known can be recorded all the same; but not on days that aren't those of the others any more.
            accounts = exception.Reason == StoreUnavailableReasons.TimeZoneChanged
                ? new Dictionary<PersonId, AccountId>()
                : locations.Known(people.Keys);
            Refuse(people.Where(person => !accounts.ContainsKey(person.Key)).Select(person => person.Value), RpcErrors.Unavailable(exception), results);
            people = people.Where(person => accounts.ContainsKey(person.Key)).ToDictionary();
        }

        var moved = new Dictionary<PersonId, Items>();
        await Task.WhenAll(people.Select(async entry =>
        {
            var (person, items) = entry;
            if (!accounts.TryGetValue(person, out var account))
            {
                foreach (var index in items.Indexes)
                {
                    results[index] = new Proto.RecordResult
                    {
                        Error = RpcErrors.InvalidArgument($"{path(index)}.person_id", $"'{person}' is no person of the directory", "UNKNOWN_PERSON"),
                    };
                }
            }
            else if (!await RecordPersonAsync(account, person, items, path, results, cancellationToken))
            {
                try
                {
                    await locations.LookAgainAsync(person, account, cancellationToken);
                }
                catch (StoreUnavailableException exception)
                {
                    Refuse([items], RpcErrors.Unavailable(exception), results);
                    return;
                }

                lock (moved)
                {
                    moved[person] = items;
                }
            }
        }));
        return moved;
    }

    /// <summary>False if the person has moved to another account, and nothing was recorded.</summary>
    private async Task<bool> RecordPersonAsync(
        AccountId account, PersonId person, Items items, Func<int, string> path, Proto.RecordResult[] results, CancellationToken cancellationToken)
    {
        RecordedActivities recorded;
        try
        {
            recorded = await counters.RecordAsync(account, person, items.Activities, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            Refuse([items], RpcErrors.Unavailable(exception), results);
            return true;
        }

        if (recorded.HasMoved)
        {
            return false;
        }

        foreach (var (index, outcome) in items.Indexes.Zip(recorded.Outcomes))
        {
            results[index] = outcome switch
            {
                RecordOutcome.Recorded => new Proto.RecordResult { Outcome = Proto.RecordOutcome.Recorded },
                RecordOutcome.Duplicate => new Proto.RecordResult { Outcome = Proto.RecordOutcome.Duplicate },
                _ => new Proto.RecordResult
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

    private static Dictionary<PersonId, Items> Refuse(IEnumerable<Items> people, RpcStatus error, Proto.RecordResult[] results)
    {
        foreach (var index in people.SelectMany(items => items.Indexes))
        {
            results[index] = new Proto.RecordResult { Error = error };
        }

        return [];
    }

    /// <summary>One person's activities of a batch, and where they stand in it.</summary>
    private sealed record Items(List<int> Indexes, List<ActivityToRecord> Activities);
}
