using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Membership;
using BuyingGroups.Storage.Sql.Stages;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>
/// Carries out commands in memory, one after another, over what was read and locked; then writes what has changed. The number of statements
/// doesn't depend on the number of commands.
/// </summary>
internal sealed class CommandBatch
{
    private static readonly Statement Resolve = new("""
        SELECT wanted.place, g.id
        FROM {rows @addresses (place whole, solution_interest_id id, account_id id, person_id id)} AS wanted
        LEFT JOIN person AS p ON p.id = wanted.person_id
        JOIN buying_group AS g ON g.solution_interest_id = wanted.solution_interest_id AND g.account_id = COALESCE(wanted.account_id, p.account_id)
        """);

    // Shared, so that nobody moves to another account while becoming a member of this one's group.
    private static readonly Statement Accounts = new("""
        SELECT p.id, p.account_id
        FROM person AS p {lock_shared}
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        """);

    private static readonly Statement Update = new("""
        UPDATE buying_group
        SET completeness_exact = r.exact, completeness_displayed = r.displayed, stage_id = r.stage_id, status = r.status, revision = r.revision,
            updated_at = @now
        FROM {rows @groups (id id, exact real, displayed whole, stage_id id, status text, revision long)} AS r
        WHERE buying_group.id = r.id
        """);

    // Longer than a server goes on with a roster that was changed, by clocks of servers that differ by some seconds.
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyDictionary<GroupAddress, string> _ids;
    private readonly IReadOnlyDictionary<string, GroupUnderCommand> _groups;
    private readonly IReadOnlyDictionary<PersonId, AccountId> _accounts;
    private readonly IReadOnlyDictionary<(BuyingGroupId, PersonId), MembershipRecord> _records;
    private readonly DateTimeOffset _at;
    private readonly Dictionary<(BuyingGroupId, PersonId), MembershipRecord> _written = [];
    private readonly List<RecordedDecision> _history = [];
    private readonly HashSet<string> _asked = [];

    private CommandBatch(
        IReadOnlyDictionary<GroupAddress, string> ids,
        IReadOnlyDictionary<string, GroupUnderCommand> groups,
        IReadOnlyDictionary<PersonId, AccountId> accounts,
        IReadOnlyDictionary<(BuyingGroupId, PersonId), MembershipRecord> records,
        DateTimeOffset at)
    {
        _ids = ids;
        _groups = groups;
        _accounts = accounts;
        _records = records;
        _at = at;
    }

    /// <summary>The groups whose members have changed.</summary>
    public IReadOnlyList<TouchedGroup> ChangedRosters =>
        [.. _groups.Values.Where(group => group.MembersChangedBy is not null).Select(group => new TouchedGroup(group.Id, group.AccountId))];

    /// <summary>
    /// The groups whose members were to change, haven't, and may have been changed by somebody who hasn't told it yet: who is answered
    /// that a member is there already expects the next score to count the member.
    /// </summary>
    public IReadOnlyList<TouchedGroup> RostersChangedBefore(Instant now) =>
    [
        .. _groups.Values
            .Where(group => _asked.Contains(group.Read.Id) && group.MembersChangedBy is null)
            .Where(group => now.Value - group.Read.UpdatedAt.Value < Untold)
            .Select(group => new TouchedGroup(group.Id, group.AccountId)),
    ];

    /// <summary>
    /// Reads and locks what the commands are about. They are carried out as of then: who had to wait for another's commands decides after
    /// them, and by a clock that is behind, at the same time as the last decision on any of the members.
    /// </summary>
    public static async Task<CommandBatch> ReadAsync(SqlSession session, IReadOnlyList<GroupCommand> commands, TimeProvider time)
    {
        var ids = await ResolveAsync(session, commands.Select(command => command.Group).Distinct().ToArray());
        var locked = await LockedGroup.LockAsync(session, ids.Values);
        var roles = await TemplateRoles.ReadAsync(session, locked.Select(group => group.RoleTemplateId));
        var models = commands.Any(command => command is StageCommand)
            ? await StageModels.ReadAsync(session, locked.Select(group => group.StageModelId).OfType<string>())
            : new Dictionary<string, StageModel>();
        var groups = locked.ToDictionary(
            group => group.Id,
            group => new GroupUnderCommand(
                group, roles[group.RoleTemplateId], group.StageModelId is null ? null : models.GetValueOrDefault(group.StageModelId)));
        var members = commands.OfType<MemberCommand>().ToArray();
        if (members.Length == 0)
        {
            return new CommandBatch(
                ids,
                groups,
                new Dictionary<PersonId, AccountId>(),
                new Dictionary<(BuyingGroupId, PersonId), MembershipRecord>(),
                time.GetUtcNow());
        }

        var people = StoredJson.Ids(members.Select(member => member.Command.PersonId.Value));
        var accounts = (await session.QueryAsync<PersonRow>(Accounts, new { people }))
            .ToDictionary(person => new PersonId(person.Id), person => new AccountId(person.AccountId));
        var (records, lastDecision) = await MembershipRecords.ReadAsync(
            session,
            members
                .Where(member => ids.ContainsKey(member.Group))
                .Select(member => (new BuyingGroupId(ids[member.Group]), member.Command.PersonId)));
        return new CommandBatch(ids, groups, accounts, records, Instant.Later(time.GetUtcNow(), lastDecision));
    }

    /// <summary>Carries out one, in memory.</summary>
    public GroupCommandResult Execute(GroupCommand command)
    {
        var group = _ids.TryGetValue(command.Group, out var id) ? _groups.GetValueOrDefault(id) : null;
        return (command, group) switch
        {
            ({ Group: GroupById }, null) => new RefusedCommand(GroupCommandRefusal.UnknownGroup),
            // Before the group: it may be that of the person's account, which an unknown person has not.
            (MemberCommand member, _) when !_accounts.ContainsKey(member.Command.PersonId) => new RefusedCommand(GroupCommandRefusal.UnknownPerson),
            (_, null) => new RefusedCommand(GroupCommandRefusal.NoGroupOfInterest),
            _ => Execute(command.MadeAt(_at), group),
        };
    }

    /// <summary>Keeps those of the system's overruled wishes out of the history that it has already.</summary>
    public async Task LeaveOutToldWishesAsync(SqlSession session)
    {
        RecordedDecision[] overruled =
            [.. _history.Where(entry => entry is { Outcome: MembershipOutcome.Overruled, Decision.Source: DecisionSource.System })];
        if (overruled.Length > 0)
        {
            var told = await DecisionHistory.OverruledWishesAsync(session, overruled.Select(entry => (entry.GroupId, entry.PersonId)));
            _history.RemoveAll(entry => overruled.Contains(entry) && told.Contains(entry.Wish));
        }
    }

    /// <summary>Writes what has changed: history, memberships, groups, events.</summary>
    public async Task WriteAsync(SqlSession session)
    {
        if (_history.Count > 0)
        {
            await DecisionHistory.AppendAsync(session, _history);
        }

        var fresh = _written.ToLookup(record => !_records.ContainsKey(record.Key), record => record.Value);
        await MembershipRecords.InsertAsync(session, [.. fresh[true]]);
        await MembershipRecords.UpdateAsync(session, [.. fresh[false]]);

        GroupUnderCommand[] changed = [.. _groups.Values.Where(group => group.Changed)];
        if (changed.Length == 0)
        {
            return;
        }

        var scores = await GroupCompleteness.ReadAsync(
            session, [.. changed.Where(group => group.MembersChangedBy is not null).Select(group => (group.Read.Id, group.Roles))]);
        await session.ExecuteAsync(Update, new
        {
            groups = StoredJson.Write(changed.Select(group => new
            {
                group.Read.Id,
                Exact = scores.TryGetValue(group.Read.Id, out var score) ? score.Exact : group.Read.CompletenessExact,
                Displayed = score?.Displayed ?? group.Read.CompletenessDisplayed,
                StageId = group.Stage?.Id.Value,
                group.Status,
                group.Revision,
            })),
            now = new Instant(_at),
        });

        foreach (var group in changed)
        {
            if (scores.TryGetValue(group.Read.Id, out var score))
            {
                group.CompletenessIs(score);
            }

            foreach (var change in group.Events)
            {
                session.Tell(change);
            }
        }
    }

    private GroupCommandResult Execute(GroupCommand command, GroupUnderCommand group) =>
        command switch
        {
            MemberCommand member => Decide(group, member.Command),
            StageCommand stage => group.Move(stage),
            StatusCommand status => group.SetStatus(status),
            _ => throw new ArgumentException($"{command.GetType().Name} is no command.", nameof(command)),
        };

    private GroupCommandResult Decide(GroupUnderCommand group, MembershipCommand command)
    {
        var key = (group.Id, command.PersonId);
        var before = _written.GetValueOrDefault(key) ?? _records.GetValueOrDefault(key);
        if (group.Refuse(command, _accounts[command.PersonId], before) is { } refusal)
        {
            return new RefusedCommand(refusal);
        }

        _asked.Add(group.Read.Id);
        var outcome = Precedence.Decide(before, command);
        if (outcome != MembershipOutcome.Unchanged)
        {
            _history.Add(new RecordedDecision(group.Id, command.PersonId, command.Action, command.RoleId, command.Decision, outcome));
        }

        if (outcome != MembershipOutcome.Applied)
        {
            return new DecidedMember(group.Id, outcome, before);
        }

        var after = Precedence.Apply(before, group.Id, command);
        _written[key] = after;
        group.MemberChanged(before, after, command.Decision);
        return new DecidedMember(group.Id, outcome, after);
    }

    private static async Task<IReadOnlyDictionary<GroupAddress, string>> ResolveAsync(SqlSession session, GroupAddress[] addresses)
    {
        var ids = addresses.OfType<GroupById>().ToDictionary(GroupAddress (address) => address, address => address.Id.Value);
        var pairs = addresses.OfType<GroupByInterest>().ToArray();
        if (pairs.Length > 0)
        {
            var rows = await session.QueryAsync<ResolvedRow>(Resolve, new
            {
                addresses = StoredJson.Write(pairs.Select((pair, place) => new
                {
                    Place = place,
                    SolutionInterestId = pair.SolutionInterestId.Value,
                    AccountId = pair.AccountId?.Value,
                    PersonId = pair.PersonId?.Value,
                })),
            });
            foreach (var row in rows)
            {
                ids[pairs[row.Place]] = row.Id;
            }
        }

        return ids;
    }

    private sealed class ResolvedRow
    {
        public required int Place { get; init; }

        public required string Id { get; init; }
    }

    private sealed class PersonRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }
    }
}
