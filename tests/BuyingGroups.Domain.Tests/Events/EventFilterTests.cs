using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using Xunit;
using static BuyingGroups.Domain.Events.GroupEventType;

namespace BuyingGroups.Domain.Tests.Events;

/// <summary>Which events pass a filter: every constraint that a journey's wait can have.</summary>
public class EventFilterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly GroupEvent Assigned = Event(MemberAssigned, now: new() { RoleId = "champion" }, person: "ann");
    private static readonly GroupEvent Removed = Event(MemberRemoved, old: new() { RoleId = "champion" }, person: "ann");
    private static readonly GroupEvent RoleChange = Event(
        RoleChanged, new() { RoleId = "champion" }, new() { RoleId = "influencer" }, "bob");
    private static readonly GroupEvent FirstStage = Event(StageChanged, now: new() { StageId = "new", StageName = "New" });
    private static readonly GroupEvent NextStage = Event(StageChanged, new() { StageId = "new" }, new() { StageId = "talk" });
    private static readonly GroupEvent Status = Event(StatusChanged, new() { Status = "" }, new() { Status = "On Hold" });
    private static readonly GroupEvent Completeness =
        Event(CompletenessChanged, EventValue.OfCompleteness(33.3, 33), EventValue.OfCompleteness(66.6, 67));

    private static readonly GroupEvent[] All = [Assigned, Removed, RoleChange, FirstStage, NextStage, Status, Completeness];

    public static TheoryData<EventFilter, int[]> Table => new()
    {
        { EventFilter.All, [0, 1, 2, 3, 4, 5, 6] },
        { new() { Types = Set(MemberAssigned, StatusChanged) }, [0, 5] },
        { new() { SolutionInterests = Set("cloud") }, [0, 1, 2, 3, 4, 5, 6] },
        { new() { SolutionInterests = Set("Cloud") }, [] },
        { new() { Accounts = Set("other", "acme") }, [0, 1, 2, 3, 4, 5, 6] },
        { new() { Accounts = Set("other") }, [] },
        { new() { Groups = Set("other") }, [] },
        { new() { People = Set("ann") }, [0, 1] },
        { new() { Roles = Set("champion") }, [0, 1] },
        { new() { Roles = Set("influencer") }, [2] },
        { new() { From = Noon }, [0, 1, 2, 3, 4, 5, 6] },
        { new() { From = Noon.AddTicks(1) }, [] },
        { new() { Before = Noon }, [] },
        { new() { Before = Noon.AddTicks(1) }, [0, 1, 2, 3, 4, 5, 6] },
        { new() { OldStages = Set("") }, [3] },
        { new() { OldStages = Set("new") }, [4] },
        { new() { NewStages = Set("new", "talk") }, [3, 4] },
        { new() { OldStages = Set("new"), NewStages = Set("new") }, [] },
        { new() { OldStatuses = Set("") }, [5] },
        { new() { NewStatuses = Set("ON HOLD") }, [5] },
        { new() { NewStatuses = Set("WON") }, [] },
        { new() { OldCompleteness = new(NumberComparison.Less, 50) }, [6] },
        { new() { NewCompleteness = new(NumberComparison.Equal, 67) }, [6] },
        { new() { NewCompleteness = new(NumberComparison.Equal, 66.6) }, [] },
        { new() { OldCompleteness = new(NumberComparison.Less, 50), NewCompleteness = new(NumberComparison.Between, 70, 100) }, [] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void All_that_is_given_must_hold(EventFilter filter, int[] passing) =>
        Assert.Equal(passing, All.Index().Where(change => filter.Passes(change.Item)).Select(change => change.Index));

    private static HashSet<T> Set<T>(params T[] values) => [.. values];

    private static GroupEvent Event(GroupEventType type, EventValue? old = null, EventValue? now = null, string? person = null) => new(
        1,
        type,
        new("group"),
        new("cloud"),
        new("acme"),
        person is null ? null : new(person),
        new Decision(DecisionSource.Manual, "ute", Noon, ""),
        old,
        now);
}
