using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql;

/// <summary>Who belongs to a group, and every decision about it.</summary>
public sealed class MembershipStore(SqlDatabase database, TimeProvider time)
{
    // Commands on one group come one after another: whoever has this row decides.
    private static readonly Statement LockGroup = new(
        "SELECT account_id FROM buying_group {lock} WHERE buying_group_id = @groupId");

    private static readonly Statement ReadAccount = new("SELECT account_id FROM buying_group WHERE buying_group_id = @groupId");

    private static readonly Statement ReadRoles = new(
        """
        SELECT template_role.role_id
        FROM buying_group
        JOIN solution_interest ON solution_interest.solution_interest_id = buying_group.solution_interest_id
        JOIN role_template_role AS template_role ON template_role.role_template_id = solution_interest.role_template_id
        WHERE buying_group.buying_group_id = @groupId
        """);

    // Locked, so that nobody moves to another account while being assigned.
    private static readonly Statement ReadPeople = new(
        """
        SELECT person.person_id AS PersonId, person.account_id AS AccountId
        FROM person {lock} JOIN {ids} AS wanted ON wanted.id = person.person_id
        """);

    private static readonly Statement ReadRecords = new(
        """
        SELECT membership.buying_group_id AS GroupId, membership.person_id AS PersonId, membership.state AS State, membership.role_id AS RoleId,
               membership.source AS Source, membership.author AS Author, membership.reason AS Reason, membership.decided_at AS DecidedAt,
               membership.revision AS Revision
        FROM membership JOIN {ids} AS wanted ON wanted.id = membership.person_id
        WHERE membership.buying_group_id = @groupId
        """);

    private static readonly Statement List = new(
        """
        SELECT membership.buying_group_id AS GroupId, membership.person_id AS PersonId, membership.state AS State, membership.role_id AS RoleId,
               membership.source AS Source, membership.author AS Author, membership.reason AS Reason, membership.decided_at AS DecidedAt,
               membership.revision AS Revision, role.name AS RoleName, person.attributes AS Attributes
        FROM membership
        JOIN person ON person.person_id = membership.person_id
        LEFT JOIN role ON role.role_id = membership.role_id
        WHERE membership.buying_group_id = @groupId AND membership.state = @state AND (@roleId IS NULL OR membership.role_id = @roleId)
          AND membership.person_id > @afterId
        ORDER BY membership.person_id
        {limit}
        """);

    /// <summary>
    /// Decides commands on one group, in order, as one transaction with the group's completeness score. A refused command fails only itself;
    /// a later one sees what an earlier one did.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public Task<GroupDecisions> DecideAsync(
        BuyingGroupId group, IReadOnlyList<MembershipCommand> commands, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var groupId = group.Value;
                var account = await session.FindAsync<string>(LockGroup, new { groupId })
                    ?? throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, groupId);
                var ids = Json.Ids(commands.Select(command => command.PersonId.Value));
                var roles = (await session.QueryAsync<string>(ReadRoles, new { groupId })).ToHashSet();
                var people = (await session.QueryAsync<PersonRow>(ReadPeople, new { ids })).ToDictionary(row => row.PersonId, row => row.AccountId);
                var before = (await session.QueryAsync<Row>(ReadRecords, new { groupId, ids })).ToDictionary(
                    row => new PersonId(row.PersonId), row => row.ToRecord());

                var after = before.ToDictionary();
                var results = new List<MemberDecision>(commands.Count);
                foreach (var command in commands)
                {
                    results.Add(RefusalOf(command) is { } refusal
                        ? new MemberDecision(refusal, default, null)
                        : Decide(group, command, after));
                }

                var changed = after.Values.Where(record => before.GetValueOrDefault(record.PersonId) != record).ToArray();
                await MembershipWrites.WriteAsync(
                    session,
                    added: changed.Where(record => !before.ContainsKey(record.PersonId)),
                    changed: changed.Where(record => before.ContainsKey(record.PersonId)));
                await MembershipWrites.AddDecisionsAsync(
                    session,
                    groupId,
                    commands.Zip(results, (command, result) => (Command: command, Result: result))
                        .Where(item => item.Result is { Refusal: null, Outcome: MembershipOutcome.Applied or MembershipOutcome.Overruled })
                        .Select(item => (item.Command, item.Result.Outcome)));
                if (changed.Length > 0)
                {
                    await GroupCompleteness.RecomputeAsync(session, [group], time.GetUtcNow().UtcTicks);
                }

                var rosterChanged = changed.Any(record => RoleOf(before.GetValueOrDefault(record.PersonId)) != RoleOf(record));
                return new GroupDecisions(new AccountId(account), rosterChanged, results);

                MembershipRefusal? RefusalOf(MembershipCommand command) =>
                    !people.TryGetValue(command.PersonId.Value, out var accountOfPerson) ? MembershipRefusal.UnknownPerson
                    : accountOfPerson != account ? MembershipRefusal.PersonOfAnotherAccount
                    : command.RoleId is { } role && !roles.Contains(role.Value) ? MembershipRefusal.RoleNotInTemplate
                    : null;
            },
            cancellationToken);

    /// <summary>The records of a group in the order of their people's ids.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public async Task<Page<GroupMember>> ListMembersAsync(
        BuyingGroupId group, PageRequest page, MembershipState state, RoleId? role, CancellationToken cancellationToken)
    {
        var groupId = group.Value;
        var rows = await database.ReadAsync(
            async session => await session.FindAsync<string>(ReadAccount, new { groupId }) is null
                ? throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, groupId)
                : await session.QueryAsync<MemberRow>(
                    List, new { groupId, state = (int)state, roleId = role?.Value, afterId = page.AfterId, limit = page.Limit }),
            cancellationToken);
        return Page<GroupMember>.Of(rows, page, row => row.ToMember(), row => new PageCursor("", row.PersonId));
    }

    private static RoleId? RoleOf(MembershipRecord? record) => record?.RoleId;

    private static MemberDecision Decide(BuyingGroupId group, MembershipCommand command, Dictionary<PersonId, MembershipRecord> records)
    {
        var record = records.GetValueOrDefault(command.PersonId);
        var outcome = Precedence.Decide(record, command);
        if (outcome == MembershipOutcome.Applied)
        {
            records[command.PersonId] = record = new MembershipRecord(
                group,
                command.PersonId,
                Precedence.StateAfter(command.Action),
                command.RoleId,
                command.Decision,
                (record?.Revision ?? 0) + 1);
        }

        return new MemberDecision(null, outcome, record);
    }

    private sealed class PersonRow
    {
        public string PersonId { get; set; } = "";

        public string AccountId { get; set; } = "";
    }

    private class Row
    {
        public string GroupId { get; set; } = "";

        public string PersonId { get; set; } = "";

        public int State { get; set; }

        public string? RoleId { get; set; }

        public int Source { get; set; }

        public string Author { get; set; } = "";

        public string Reason { get; set; } = "";

        public long DecidedAt { get; set; }

        public long Revision { get; set; }

        public MembershipRecord ToRecord() => new(
            new BuyingGroupId(GroupId),
            new PersonId(PersonId),
            (MembershipState)State,
            RoleId is null ? null : new RoleId(RoleId),
            new Decision((DecisionSource)Source, Author, DecidedAt.ToInstant(), Reason),
            Revision);
    }

    private sealed class MemberRow : Row
    {
        public string? RoleName { get; set; }

        public string Attributes { get; set; } = "";

        public GroupMember ToMember()
        {
            var person = AttributesJson.OfPerson(Attributes);
            return new GroupMember(ToRecord(), RoleName, person.FirstName, person.LastName, person.JobTitle);
        }
    }
}
