using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using Xunit;
using static BuyingGroups.Domain.Tests.Groups.TestGroup;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>Does with a group what a store does: loads it, has it changed, keeps what it has become.</summary>
internal sealed class StoredTestGroup
{
    private readonly Dictionary<string, MembershipRecord> _records = [];
    private IReadOnlyList<TemplateRole> _roles = Roles;

    public GroupState State { get; private set; } = Stored;

    public IReadOnlyDictionary<string, MembershipRecord> Records => _records;

    /// <summary>Carries out one change; answers the group and what became of each command.</summary>
    public (GroupUnderChange Group, IReadOnlyList<string> Outcomes) Change(params Happening[] happenings)
    {
        if (happenings.Length == 0)
        {
            return ChangeSettings();
        }

        var group = new GroupUnderChange(State, _roles, Deal, _records.Values);
        string[] outcomes = [.. happenings.Select(happening => Happen(group, happening))];
        // Also of who has come back since: nothing of before the erasure stays.
        foreach (var erased in happenings.Where(happening => happening.What == "erase"))
        {
            _records.Remove(erased.Person);
        }

        foreach (var record in group.NewRecords)
        {
            Assert.True(_records.TryAdd(record.PersonId.Value, record), "A record that is there isn't new.");
        }

        foreach (var record in group.ChangedRecords)
        {
            Assert.True(_records.ContainsKey(record.PersonId.Value), "A record that isn't there can't be changed.");
            _records[record.PersonId.Value] = record;
        }

        group.MembersCounted(CountOf(_records.Values));
        State = group.State;
        return (group, outcomes);
    }

    private (GroupUnderChange, IReadOnlyList<string>) ChangeSettings()
    {
        _roles = ReferenceEquals(_roles, Roles) ? [Role("champion", 1), Role("influencer", 1), Role("helper", 0)] : Roles;
        var group = new GroupUnderChange(State, _roles, stageModel: null, []);
        group.SettingsChanged(CountOf(_records.Values), By(Job));
        State = group.State;
        return (group, []);
    }

    private static string Happen(GroupUnderChange group, Happening happening)
    {
        var (what, person, to, source) = happening;
        switch (what)
        {
            case "assign":
                return TextOf(group.Decide(Command(MembershipAction.Assign, person, to, source), Acme));
            case "change role":
                return TextOf(group.Decide(Command(MembershipAction.ChangeRole, person, to, source), Acme));
            case "remove":
                return TextOf(group.Decide(Command(MembershipAction.Remove, person, null, source), Acme));
            case "release":
                return TextOf(group.Decide(Command(MembershipAction.Release, person, null, source), Acme));
            case "move":
                return TextOf(group.MoveTo(new(to), By(source)));
            case "status":
                return TextOf(group.SetStatus(to, By(source)));
            case "leave":
                group.LeaveAccount(new(person), By(Job));
                return "";
            case "erase":
                group.Erase(new(person), By(Job));
                return "";
            case "engage":
                var score = int.Parse(to, System.Globalization.CultureInfo.InvariantCulture);
                group.StoreEngagement(score, score, By(Job));
                return "";
            default:
                throw new ArgumentException($"{what} can't happen.", nameof(happening));
        }
    }
}
