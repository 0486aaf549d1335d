using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Stages;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>
/// The groups that a transaction has locked and changes: loads them, and writes what they have become. The number of statements depends
/// neither on how many groups they are, nor on how much happens to them.
/// </summary>
internal sealed class GroupsUnderChange
{
    private static readonly Statement Update = new("""
        UPDATE buying_group
        SET completeness_exact = r.exact, completeness_displayed = r.displayed, stage_id = r.stage_id, status = r.status,
            revision = r.revision, updated_at = @now
        FROM {rows @groups (id id, exact real, displayed whole, stage_id id, status text, revision long)} AS r
        WHERE buying_group.id = r.id
        """);

    private readonly Dictionary<BuyingGroupId, GroupUnderChange> _groups;
    private readonly Dictionary<BuyingGroupId, int> _told = [];

    private GroupsUnderChange(IEnumerable<GroupUnderChange> groups) => _groups = groups.ToDictionary(group => group.State.Id);

    /// <summary>In the order in which they were locked.</summary>
    public IReadOnlyCollection<GroupUnderChange> All => _groups.Values;

    /// <summary>The decisions of all groups that go into the history.</summary>
    public IEnumerable<RecordedDecision> History => All.SelectMany(group => group.History);

    /// <summary>Loads what decisions on locked groups need.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="locked">The groups.</param>
    /// <param name="records">What stands on the people who are decided on.</param>
    /// <param name="withStages">Whether stages are decided on.</param>
    public static async Task<GroupsUnderChange> LoadAsync(
        SqlSession session, IReadOnlyCollection<LockedGroup> locked, IEnumerable<MembershipRecord> records, bool withStages = false)
    {
        var roles = await TemplateRoles.ReadAsync(session, locked.Select(group => group.RoleTemplateId));
        var models = withStages
            ? await StageModels.ReadAsync(session, locked.Select(group => group.StageModelId).OfType<string>())
            : new Dictionary<string, StageModel>();
        var recordsOf = records.ToLookup(record => record.GroupId.Value);
        return new GroupsUnderChange(locked.Select(group => new GroupUnderChange(
            group.ToState(),
            roles[group.RoleTemplateId],
            group.StageModelId is null ? null : models.GetValueOrDefault(group.StageModelId),
            recordsOf[group.Id])));
    }

    /// <summary>One of the groups; null if it isn't there, or isn't there any more.</summary>
    public GroupUnderChange? Find(BuyingGroupId id) => _groups.GetValueOrDefault(id);

    /// <summary>Tells of what has happened so far. What happens afterwards, also to a group that comes earlier, is told after it.</summary>
    public void Tell(SqlSession session)
    {
        foreach (var group in All)
        {
            foreach (var change in group.Events.Skip(_told.GetValueOrDefault(group.State.Id)))
            {
                session.Tell(change);
            }

            _told[group.State.Id] = group.Events.Count;
        }
    }

    /// <summary>
    /// Writes what has changed: history, memberships, the groups with their completeness. Then tells what isn't told yet.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="history">What of <see cref="History"/> is to be kept.</param>
    /// <param name="at">When the groups have changed.</param>
    public async Task WriteAsync(SqlSession session, IReadOnlyCollection<RecordedDecision> history, DateTimeOffset at)
    {
        if (history.Count > 0)
        {
            await DecisionHistory.AppendAsync(session, history);
        }

        await MembershipRecords.InsertAsync(session, [.. All.SelectMany(group => group.NewRecords)]);
        await MembershipRecords.UpdateAsync(session, [.. All.SelectMany(group => group.ChangedRecords)]);
        await CountMembersAsync(session);
        await UpdateAsync(session, at);
        Tell(session);
    }

    private async Task CountMembersAsync(SqlSession session)
    {
        GroupUnderChange[] changed = [.. All.Where(group => group.MembersHaveChanged)];
        var counts = await GroupCompleteness.CountMembersAsync(session, changed.Select(group => group.State.Id.Value));
        foreach (var group in changed)
        {
            group.MembersCounted(role => counts.GetValueOrDefault((group.State.Id.Value, role)));
        }
    }

    private async Task UpdateAsync(SqlSession session, DateTimeOffset at)
    {
        GroupState[] changed = [.. All.Where(group => group.HasChanged).Select(group => group.State)];
        if (changed.Length > 0)
        {
            await session.ExecuteAsync(Update, new
            {
                groups = StoredJson.Write(changed.Select(group => new
                {
                    Id = group.Id.Value,
                    group.Completeness.Exact,
                    group.Completeness.Displayed,
                    StageId = group.Stage?.Id.Value,
                    group.Status,
                    group.Revision,
                })),
                now = new Instant(at),
            });
        }
    }
}
