using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using CsCheck;
using Xunit;
using static BuyingGroups.Domain.Tests.Groups.TestGroup;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>Laws of any sequence of commands, departures, erasures, moves and scores on one group.</summary>
public class GroupLawTests
{
    [Fact]
    public void A_group_becomes_what_the_model_says() =>
        Happening.AnyChanges.Sample(
            changes =>
            {
                var (stored, model) = (new StoredTestGroup(), new GroupModel());
                foreach (var change in changes)
                {
                    var (group, outcomes) = stored.Change(change);

                    Assert.Equal(model.Change(change), outcomes);
                    Assert.Equal(model.Told, group.Events.Select(TextOf));
                    Assert.Equal(
                        model.Remembered, group.History.Select(entry => $"{entry.Action} {entry.PersonId} {entry.Outcome}"));
                    Assert.Equal(
                        model.People.Select(person => (person.Key, person.Value)),
                        stored.Records.OrderBy(record => record.Key, StringComparer.Ordinal)
                            .Select(record => (record.Key, (record.Value.RoleId?.Value ?? "", (int)record.Value.Decision.Source))));
                    Assert.Equal(
                        (model.Stage, model.Status, model.Completeness, model.Engagement, model.Revision),
                        (stored.State.Stage?.Id.Value ?? "-", stored.State.Status, stored.State.Completeness.Displayed,
                            (int?)stored.State.Engagement?.Displayed, (int)stored.State.Revision));
                }
            },
            iter: 5_000);

    [Fact]
    public void The_events_replayed_over_the_group_as_it_was_give_the_group_as_it_is() =>
        Happening.AnyChanges.Sample(changes =>
        {
            var stored = new StoredTestGroup();
            var replayed = new ReplayedGroup();
            foreach (var change in changes.SelectMany(change => stored.Change(change).Group.Events))
            {
                replayed.Replay(change);
            }

            Assert.Equal(ReplayedGroup.Of(stored.State, stored.Records.Values).ToString(), replayed.ToString());
        });

    [Fact]
    public void The_revision_grows_by_one_exactly_when_something_changed() =>
        Happening.Any.Array[1, 30].Sample(happenings =>
        {
            var stored = new StoredTestGroup();
            foreach (var happening in happenings)
            {
                var (state, records) = (stored.State, stored.Records.Values.ToHashSet());
                // To erase somebody who is no member leaves the group as it was: only the trace of the person goes.
                var traceOnly = happening.What == "erase"
                    && records.Any(record => record.PersonId.Value == happening.Person && record.State == MembershipState.Removed);

                var (group, _) = stored.Change(happening);

                var changed = !records.SetEquals(stored.Records.Values) || WithoutEngagement(stored.State) != WithoutEngagement(state);
                Assert.Equal(changed && !traceOnly, group.HasChanged);
                Assert.Equal(state.Revision + (group.HasChanged ? 1 : 0), stored.State.Revision);
                Assert.True(group.HasChanged || group.Events.All(change => change.Type == GroupEventType.EngagementChanged));
            }
        });

    [Fact]
    public void Nobody_who_left_is_a_member() =>
        Happening.AnyChanges.Sample(changes =>
        {
            var stored = new StoredTestGroup();
            var gone = new HashSet<string>();
            foreach (var change in changes)
            {
                var (_, outcomes) = stored.Change(change);
                foreach (var (happening, outcome) in change.Zip(outcomes))
                {
                    if (happening.What is "leave" or "erase" || (happening.What, outcome) is ("remove", "Applied" or "Unchanged"))
                    {
                        gone.Add(happening.Person);
                    }
                    else if ((happening.What, outcome) is ("assign", "Applied"))
                    {
                        gone.Remove(happening.Person);
                    }
                }

                Assert.DoesNotContain(
                    stored.Records.Values, record => record.State == MembershipState.Assigned && gone.Contains(record.PersonId.Value));
            }
        });

    [Fact]
    public void Each_event_begins_where_the_one_before_it_ended_and_the_score_of_a_change_comes_last() =>
        Happening.AnyChanges.Sample(changes =>
        {
            var stored = new StoredTestGroup();
            var last = new Dictionary<string, EventValue?>
            {
                ["status"] = EventValue.OfStatus(""),
                ["completeness"] = EventValue.OfCompleteness(0, 0),
            };
            // Without erasures, whose events don't say whom they are about.
            foreach (var change in changes.Select(change => change.Where(happening => happening.What != "erase").ToArray()))
            {
                var events = stored.Change(change).Group.Events;
                Assert.DoesNotContain(events.SkipLast(1), told => told.Type == GroupEventType.CompletenessChanged);
                foreach (var told in events.Where(told => told.Type != GroupEventType.EngagementChanged))
                {
                    var about = told.Type switch
                    {
                        GroupEventType.StageChanged => "stage",
                        GroupEventType.StatusChanged => "status",
                        GroupEventType.CompletenessChanged => "completeness",
                        _ => told.PersonId!.Value.Value,
                    };
                    var before = last.GetValueOrDefault(about);
                    Assert.Equal((before?.RoleId, before?.StageId, before?.Status, before?.CompletenessDisplayed),
                        (told.Old?.RoleId, told.Old?.StageId, told.Old?.Status, told.Old?.CompletenessDisplayed));
                    last[about] = told.New;
                }
            }
        });

    private static GroupState WithoutEngagement(GroupState state) => state with { Engagement = null, Revision = 0 };
}
