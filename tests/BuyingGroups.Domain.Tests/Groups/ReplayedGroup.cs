using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>
/// A group as somebody knows it who only reads its events. They don't say who was erased, so what is known is how many members a role has.
/// </summary>
internal sealed class ReplayedGroup
{
    private readonly SortedDictionary<string, int> _members = [];
    private string? _stage;
    private string? _status = "";
    private int? _completeness = 0;
    private long? _engagement = 0;

    public static ReplayedGroup Of(GroupState state, IEnumerable<MembershipRecord> records)
    {
        var group = new ReplayedGroup
        {
            _stage = state.Stage?.Id.Value,
            _status = state.Status,
            _completeness = state.Completeness.Displayed,
            _engagement = state.Engagement?.Displayed ?? 0,
        };
        foreach (var record in records.Where(record => record.State == MembershipState.Assigned))
        {
            group.Add(record.RoleId!.Value.Value, 1);
        }

        return group;
    }

    public void Replay(NewEvent change)
    {
        switch (change.Type)
        {
            case GroupEventType.MemberAssigned or GroupEventType.MemberRemoved or GroupEventType.RoleChanged:
                Add(change.Old?.RoleId, -1);
                Add(change.New?.RoleId, 1);
                break;
            case GroupEventType.StageChanged:
                _stage = change.New?.StageId;
                break;
            case GroupEventType.StatusChanged:
                _status = change.New?.Status;
                break;
            case GroupEventType.CompletenessChanged:
                _completeness = change.New?.CompletenessDisplayed;
                break;
            case GroupEventType.EngagementChanged:
                _engagement = change.New?.EngagementDisplayed;
                break;
            default:
                throw new ArgumentException($"{change.Type} isn't of a group that stays.", nameof(change));
        }
    }

    public override string ToString() =>
        $"{string.Join(", ", _members.Where(role => role.Value != 0))} in {_stage}, '{_status}', {_completeness} %, {_engagement}";

    private void Add(string? role, int members)
    {
        if (role is not null)
        {
            _members[role] = _members.GetValueOrDefault(role) + members;
        }
    }
}
