using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using CsCheck;
using NodaTime;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>A group under test: its roles with their members, and the activity types that its scoring model has.</summary>
internal sealed record TestGroup((RoleWeighting Weighting, string[] Members)[] Roles, ActivityType[] Types)
{
    public ScoringModel Model => Models.Of(Types);

    /// <summary>The score, and its parts, as the domain computes them from counters.</summary>
    public GroupEngagement Engagement(Counters counters, ScoringMethod method, ScoringWindow window, HighestScore? highest = null) =>
        GroupEngagement.Of(
            [.. Roles.Select((role, index) =>
                new TemplateRole(new RoleId($"role-{index}"), $"Role {index}", role.Weighting, RequiredForCompleteness: true, 1))],
            [.. Roles.SelectMany((role, index) => role.Members.Select(_ => index))],
            new CountersOfMembers([.. Roles.SelectMany(role => role.Members).Select(counters.Of)]),
            new ScoringBasis(method, Model, window, DateTimeOffset.UnixEpoch, highest));

    /// <summary>The score before it is normalized.</summary>
    public ExactScore Score(Counters counters, ScoringMethod method, ScoringWindow window) =>
        Engagement(counters, method, window).Score.Weighted;

    private sealed class CountersOfMembers(ActivityCount[][] counters) : IMemberCounters
    {
        public int CountOf(int member) => counters[member].Length;

        public void Read(int member, Span<ActivityCount> into) => counters[member].CopyTo(into);
    }
}

/// <summary>What happened to a group, and when and where its score is asked for.</summary>
internal sealed record Scenario(TestGroup Group, RawActivity[] Activities, ScoringMethod Method, DateTimeOffset Now, string ZoneId)
{
    private static readonly string[] People = ["ann", "bob", "cyd", "dan", "eve", "fay"];

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[ZoneId];

    public ScoringCalendar Calendar => new(Zone);

    public ScoringWindow Window => Calendar.WindowAt(Now);

    public Counters Counters => Counters.Of(Activities, Calendar);

    public ExactScore Score => Group.Score(Counters, Method, Window);

    /// <summary>
    /// Any scenario: types in and outside the model, unscored types, low caps, activities before, in and after the window.
    /// </summary>
    public static Gen<Scenario> Any { get; } =
        from members in Gen.Shuffle(People, 0, People.Length)
        from roles in Gen.Select(Gen.Enum<RoleWeighting>(), Gen.Int[0, 3], (weighting, size) => (weighting, size)).Array[1, 4]
        from types in Gen.Select(Gen.Int[1, 4], Gen.OneOf(Gen.Const(0), Gen.Int[1, 100]), (cap, weight) => (cap, weight)).Array[0, 5]
        from method in Gen.Enum<ScoringMethod>()
        from zoneId in Gen.OneOf("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Santiago", "Pacific/Kiritimati")
        from now in Gen.Int[0, 60 * 24 * 365].Select(minutes => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes))
        from activities in Activity(now).Array[0, 200]
        select new Scenario(
            new TestGroup(Fill(roles, members), [.. types.Select((type, index) => Models.Type(index + 1, type.cap, type.weight))]),
            activities,
            method,
            now,
            zoneId);

    // Instants come in few distinct values (the same hour of a day), so that days fill up to their caps.
    private static Gen<RawActivity> Activity(DateTimeOffset now) => Gen.Select(
        Gen.OneOf(People),
        Gen.Int[1, 7],
        Gen.Frequency((4, Gen.Int[0, 3]), (1, Gen.Int[27, 31]), (1, Gen.Int[-1, 35])),
        Gen.Int[0, 3],
        (person, type, daysAgo, hoursAgo) => new RawActivity(person, type, now.AddDays(-daysAgo).AddHours(-hoursAgo)));

    private static (RoleWeighting, string[])[] Fill((RoleWeighting Weighting, int Size)[] roles, string[] members)
    {
        var rest = new Queue<string>(members);
        return [.. roles.Select(role => (role.Weighting, TakeUpTo(rest, role.Size)))];
    }

    private static string[] TakeUpTo(Queue<string> rest, int size) =>
        [.. Enumerable.Range(0, Math.Min(size, rest.Count)).Select(_ => rest.Dequeue())];
}
