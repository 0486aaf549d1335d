using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using static Google.Rpc.BadRequest.Types;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>
/// Decides which activities of a batch can be recorded. For the others it reports every fault, whatever the order in which the faults are
/// found. Only an activity without faults can be EXPIRED.
/// </summary>
internal sealed class ActivityIntake(PersonLocations locations, ActivityTypeCodes types, ScoringCalendar calendar, TimeProvider time)
{
    /// <summary>How far an activity may lie ahead of the server's clock (a rule of the domain).</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    private static readonly ActivityValidator Valid = new();

    /// <summary>The violation of an activity whose person doesn't exist.</summary>
    public static FieldViolation UnknownPerson(string path, string person) =>
        new() { Field = $"{path}.person_id", Description = $"'{person}' is no person of the directory", Reason = "UNKNOWN_PERSON" };

    /// <summary>Writes the answers for activities that can't be recorded, and groups the others by person.</summary>
    /// <param name="activities">The activities as the caller sent them.</param>
    /// <param name="path">The path of an activity in violations, such as <c>activities[3]</c>.</param>
    /// <param name="results">Receives the answers, in the order of the activities.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Dictionary<PersonId, PersonActivities>> SortAsync(
        IReadOnlyList<Proto.Activity> activities, Func<int, string> path, Proto.RecordResult[] results, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var violations = new List<FieldViolation>[activities.Count];
        for (var index = 0; index < violations.Length; index++)
        {
            var at = index;
            violations[index] = Valid.ViolationsOf(activities[index], () => path(at));
        }

        var (codes, typesAway) = await TypesAsync(activities, violations, path, cancellationToken);
        var (accounts, peopleAway) = await PeopleAsync(activities, violations, path, cancellationToken);
        var first = calendar.WindowAt(now).First;
        var people = new Dictionary<PersonId, PersonActivities>();
        for (var index = 0; index < violations.Length; index++)
        {
            var (activity, faults) = (activities[index], violations[index]);
            if (IsValid(faults, path, index, "occurred_at") && activity.OccurredAt.ToDateTimeOffset() - now > MaxAhead)
            {
                faults.Add(new FieldViolation
                {
                    Field = $"{path(index)}.occurred_at",
                    Description = "lies more than 5 minutes ahead of the server's clock",
                    Reason = "IN_THE_FUTURE",
                });
            }

            // While a store is away, it isn't known whether there are more faults, but it is known that there are some.
            var (type, account) = (default(ActivityTypeCode?), default(AccountId?));
            if (codes.TryGetValue(activity.ActivityType, out var code))
            {
                type = code;
            }
            else if (typesAway is null && IsValid(faults, path, index, "activity_type"))
            {
                faults.Add(UnknownType(path(index), activity.ActivityType));
            }

            var person = new PersonId(activity.PersonId);
            if (accounts.TryGetValue(person, out var found))
            {
                account = found;
            }
            else if (peopleAway is null && IsValid(faults, path, index, "person_id"))
            {
                faults.Add(UnknownPerson(path(index), activity.PersonId));
            }

            if (faults.Count > 0)
            {
                results[index] = new Proto.RecordResult { Error = RpcErrors.InvalidArgument(faults) };
            }
            else if (type is null || account is null)
            {
                results[index] = new Proto.RecordResult { Error = RpcErrors.Unavailable((typesAway ?? peopleAway)!) };
            }
            else if (calendar.DayOf(activity.OccurredAt.ToDateTimeOffset()) is var day && day < first)
            {
                results[index] = new Proto.RecordResult { Outcome = Proto.RecordOutcome.Expired };
            }
            else
            {
                if (!people.TryGetValue(person, out var items))
                {
                    people[person] = items = new PersonActivities(account.Value, [], []);
                }

                items.Indexes.Add(index);
                var count = activity.HasCount ? (int)activity.Count : 1;
                items.Activities.Add(new ActivityToRecord(activity.ActivityId, type.Value, day, count));
            }
        }

        return people;
    }

    private async Task<(IReadOnlyDictionary<string, ActivityTypeCode> Codes, StoreUnavailableException? Away)> TypesAsync(
        IReadOnlyList<Proto.Activity> activities,
        List<FieldViolation>[] violations,
        Func<int, string> path,
        CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < violations.Length; index++)
        {
            if (IsValid(violations[index], path, index, "activity_type"))
            {
                names.Add(activities[index].ActivityType);
            }
        }

        try
        {
            return (await types.GetAsync(names, cancellationToken), null);
        }
        catch (StoreUnavailableException exception)
        {
            return (types.Known(names), exception);
        }
    }

    private async Task<(IReadOnlyDictionary<PersonId, AccountId> Accounts, StoreUnavailableException? Away)> PeopleAsync(
        IReadOnlyList<Proto.Activity> activities,
        List<FieldViolation>[] violations,
        Func<int, string> path,
        CancellationToken cancellationToken)
    {
        var people = new HashSet<PersonId>();
        for (var index = 0; index < violations.Length; index++)
        {
            if (IsValid(violations[index], path, index, "person_id"))
            {
                people.Add(new PersonId(activities[index].PersonId));
            }
        }

        return await LocateAsync(people, cancellationToken);
    }

    /// <summary>The accounts of the people as far as they are known, and why they aren't complete; null if they are.</summary>
    public async Task<(IReadOnlyDictionary<PersonId, AccountId> Accounts, StoreUnavailableException? Away)> LocateAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        try
        {
            return (await locations.GetAsync(people, cancellationToken), null);
        }
        catch (StoreUnavailableException exception)
        {
            // People whose accounts are cached can still be recorded for, unless the days of the data have changed.
            return exception.Reason == StoreUnavailableReasons.TimeZoneChanged
                ? (new Dictionary<PersonId, AccountId>(), exception)
                : (locations.Known(people), exception);
        }
    }

    private static FieldViolation UnknownType(string path, string name) => new()
    {
        Field = $"{path}.activity_type",
        Description = $"'{name}' is no activity type of any scoring model",
        Reason = "UNKNOWN_ACTIVITY_TYPE",
    };

    private static bool IsValid(List<FieldViolation> violations, Func<int, string> path, int index, string field) =>
        violations.Count == 0 || violations.TrueForAll(violation => violation.Field != $"{path(index)}.{field}");
}
