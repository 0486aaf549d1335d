using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>Counters as a store keeps them: true counts per person, day and type, added to by each activity.</summary>
internal sealed class Counters(ScoringCalendar calendar)
{
    private readonly SortedDictionary<(string Person, Day Day, int Type), int> _counts = [];

    public static Counters Of(IEnumerable<RawActivity> activities, ScoringCalendar calendar)
    {
        var counters = new Counters(calendar);
        counters.Record(activities);
        return counters;
    }

    public void Record(IEnumerable<RawActivity> activities)
    {
        foreach (var activity in activities)
        {
            var key = (activity.Person, calendar.DayOf(activity.At), activity.Type);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    public ActivityCount[] Of(string person) =>
        [.. from entry in _counts
            where entry.Key.Person == person
            select new ActivityCount(entry.Key.Day, new ActivityTypeCode((ushort)entry.Key.Type), entry.Value)];

    public ExactScore TotalOf(string person, ScoringModel model, ScoringWindow window, ScoringMethod method) =>
        EngagementScore.PersonTotal(Of(person), model, window, method);
}
