using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Membership;

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
        JOIN buying_group AS g
            ON g.solution_interest_id = wanted.solution_interest_id AND g.account_id = COALESCE(wanted.account_id, p.account_id)
        """);

    // Shared, so that nobody moves to another account while becoming a member of this one's group.
    private static readonly Statement Accounts = new("""
        SELECT p.id, p.account_id
        FROM person AS p {lock_shared}
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        """);

    // Longer than a server goes on with a roster that was changed, by clocks of servers that differ by some seconds.
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyDictionary<GroupAddress, string> _ids;
    private readonly IReadOnlyList<LockedGroup> _locked;
    private readonly GroupsUnderChange _groups;
    private readonly IReadOnlyDictionary<PersonId, AccountId> _accounts;
    private readonly DateTimeOffset _at;
    private readonly HashSet<BuyingGroupId> _asked = [];
    private ILookup<OverruledWish, string>? _toldWishes;

    private CommandBatch(
        IReadOnlyDictionary<GroupAddress, string> ids,
        IReadOnlyList<LockedGroup> locked,
        GroupsUnderChange groups,
        IReadOnlyDictionary<PersonId, AccountId> accounts,
        DateTimeOffset at)
    {
        _ids = ids;
        _locked = locked;
        _groups = groups;
        _accounts = accounts;
        _at = at;
    }

    /// <summary>The groups whose members have changed.</summary>
    public IReadOnlyList<TouchedGroup> ChangedRosters =>
        [.. _groups.All.Where(group => group.MembersHaveChanged).Select(group => new TouchedGroup(group.State.Id, group.State.AccountId))];

    /// <summary>
    /// The groups whose members were to change, haven't, and may have been changed by somebody who hasn't told it yet: who is answered
    /// that a member is there already expects the next score to count the member.
    /// </summary>
    public IReadOnlyList<TouchedGroup> RostersChangedBefore(Instant now) =>
    [
        .. _locked
            .Where(row => now.Value - row.UpdatedAt.Value < Untold)
            .Select(row => _groups.Find(new BuyingGroupId(row.Id))!)
            .Where(group => _asked.Contains(group.State.Id) && !group.MembersHaveChanged)
            .Select(group => new TouchedGroup(group.State.Id, group.State.AccountId)),
    ];

    /// <summary>
    /// Reads and locks what the commands are about. They are carried out as of then: who had to wait for another's commands decides after
    /// them, and by a clock that is behind, at the same time as the last decision on any of the members.
    /// </summary>
    public static async Task<CommandBatch> ReadAsync(SqlSession session, IReadOnlyList<GroupCommand> commands, TimeProvider time)
    {
        var ids = await ResolveAsync(session, commands.Select(command => command.Group).Distinct().ToArray());
        var locked = await LockedGroup.LockAsync(session, ids.Values);
        var members = commands.OfType<MemberCommand>().ToArray();
        var accounts = new Dictionary<PersonId, AccountId>();
        var records = new Dictionary<(BuyingGroupId, PersonId), MembershipRecord>();
        var lastDecision = DateTimeOffset.MinValue;
        if (members.Length > 0)
        {
            var people = StoredJson.Ids(members.Select(member => member.Command.PersonId.Value));
            accounts = (await session.QueryAsync<PersonRow>(Accounts, new { people }))
                .ToDictionary(person => new PersonId(person.Id), person => new AccountId(person.AccountId));
            (records, lastDecision) = await MembershipRecords.ReadAsync(
                session,
                members
                    .Where(member => ids.ContainsKey(member.Group))
                    .Select(member => (new BuyingGroupId(ids[member.Group]), member.Command.PersonId)));
        }

        var groups = await GroupsUnderChange.LoadAsync(
            session, locked, records.Values, withStages: commands.Any(command => command is StageCommand));
        return new CommandBatch(ids, locked, groups, accounts, Instant.Later(time.GetUtcNow(), lastDecision));
    }

    /// <summary>Carries out one, in memory.</summary>
    public GroupCommandResult Execute(GroupCommand command)
    {
        var group = _ids.TryGetValue(command.Group, out var id) ? _groups.Find(new BuyingGroupId(id)) : null;
        return (command, group) switch
        {
            ({ Group: GroupById }, null) => new RefusedCommand(GroupCommandRefusal.UnknownGroup),
            // Before the group: it may be that of the person's account, which an unknown person has not.
            (MemberCommand member, _) when !_accounts.ContainsKey(member.Command.PersonId) =>
                new RefusedCommand(GroupCommandRefusal.UnknownPerson),
            (_, null) => new RefusedCommand(GroupCommandRefusal.NoGroupOfInterest),
            _ => Execute(command.MadeAt(_at), group),
        };
    }

    /// <summary>Keeps those of the system's overruled wishes out of the history that it has already.</summary>
    public async Task LeaveOutToldWishesAsync(SqlSession session)
    {
        RecordedDecision[] overruled = [.. _groups.History.Where(IsWishOfSystem)];
        if (overruled.Length > 0)
        {
            _toldWishes = await DecisionHistory.OverruledWishesAsync(session, overruled.Select(entry => (entry.GroupId, entry.PersonId)));
        }
    }

    /// <summary>Writes what has changed, and has it told.</summary>
    public Task WriteAsync(SqlSession session) => _groups.WriteAsync(session, [.. _groups.History.Where(entry => !IsTold(entry))], _at);

    private GroupCommandResult Execute(GroupCommand command, GroupUnderChange group)
    {
        switch (command)
        {
            case MemberCommand { Command: var member }:
                var result = group.Decide(member, _accounts[member.PersonId]);
                if (result is DecidedMember)
                {
                    _asked.Add(group.State.Id);
                }

                return result;
            case StageCommand { Etag: var etag } when !Etag.Allows(etag, group.State.Revision):
            case StatusCommand { Etag: var other } when !Etag.Allows(other, group.State.Revision):
                return new RefusedCommand(GroupCommandRefusal.EtagMismatch);
            case StageCommand stage:
                return group.MoveTo(stage.StageId, stage.Decision);
            case StatusCommand status:
                return group.SetStatus(status.Status, status.Decision);
            default:
                throw new ArgumentException($"{command.GetType().Name} is no command.", nameof(command));
        }
    }

    private bool IsTold(RecordedDecision entry) => IsWishOfSystem(entry) && _toldWishes?.Contains(entry.Wish) == true;

    private static bool IsWishOfSystem(RecordedDecision entry) =>
        entry is { Outcome: MembershipOutcome.Overruled, Decision.Source: DecisionSource.System };

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
