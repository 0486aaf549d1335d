using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>Who belongs to which group, and how it came to that.</summary>
/// <param name="database">Where it is kept.</param>
/// <param name="time">Tells when groups changed.</param>
public sealed class MembershipStore(SqlDatabase database, TimeProvider time)
{
    // Every writer of a group's members takes this lock first: concurrent commands come one after another.
    private static readonly Statement LockGroup = new("""
        SELECT g.account_id, g.revision, si.role_template_id
        FROM buying_group AS g {lock}
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        WHERE g.id = @group
        """);

    // Shared, so that nobody moves to another account while becoming a member of this one's group.
    private static readonly Statement Accounts = new("""
        SELECT p.id, p.account_id
        FROM person AS p {lock_shared}
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        """);

    private static readonly Statement Members = new("""
        SELECT m.person_id, m.state, m.role_id, m.source, m.author, m.reason, m.decided_at, m.revision,
            r.name AS role_name, p.first_name, p.last_name, p.job_title
        FROM membership AS m
        JOIN person AS p ON p.id = m.person_id
        LEFT JOIN role AS r ON r.id = m.role_id
        WHERE m.group_id = @group AND m.state = @state
            {? AND m.role_id = @role }
            {? AND m.person_id > @after }
        ORDER BY m.person_id
        {limit @take}
        """);

    /// <summary>
    /// Carries out commands on one group, in order and in one transaction with the group's completeness; a later command sees what an earlier
    /// one did. The answers are in the order of <paramref name="commands"/>; one that is refused leaves the others alone.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="commands">At most 1,000, of the actions Assign (with a role) and Remove (without).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A command is of another form.</exception>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public Task<DecidedBatch> DecideAsync(
        BuyingGroupId group, IReadOnlyList<MembershipCommand> commands, CancellationToken cancellationToken = default)
    {
        if (commands.Any(command => command.Action switch
        {
            MembershipAction.Assign => command.RoleId is null,
            MembershipAction.Remove => command.RoleId is not null,
            _ => true,
        }))
        {
            throw new ArgumentException("Commands assign with a role, or remove without.", nameof(commands));
        }

        return database.WriteAsync(session => DecideAsync(session, group, commands), cancellationToken);
    }

    /// <summary>The members of a group, in the order of their ids.</summary>
    /// <param name="group">The group.</param>
    /// <param name="page">Which piece.</param>
    /// <param name="state">Assigned members, or those removed by decision.</param>
    /// <param name="role">Only members in this role; null: any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public Task<Page<Member>> ListMembersAsync(
        BuyingGroupId group,
        PageRequest page,
        MembershipState state = MembershipState.Assigned,
        RoleId? role = null,
        CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                await BuyingGroupStore.RequireAsync(session, group);
                var rows = await session.QueryAsync<MembershipRow>(Members, new
                {
                    group = group.Value,
                    state = StoredWord.Of(state),
                    role = role?.Value,
                    after = page.After?.Id,
                    take = page.Take(),
                });
                return page.Cut(rows, row => new PageCursor("", row.PersonId)).Select(row => row.ToMember(group));
            },
            cancellationToken);

    /// <summary>The decisions on a group's members that took effect or were overruled, newest first.</summary>
    /// <param name="group">The group.</param>
    /// <param name="page">Which piece.</param>
    /// <param name="person">Only decisions on this person; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public Task<Page<RecordedDecision>> ListDecisionsAsync(
        BuyingGroupId group, PageRequest page, PersonId? person = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                await BuyingGroupStore.RequireAsync(session, group);
                return await DecisionHistory.ListAsync(session, group, page, person);
            },
            cancellationToken);

    private async Task<DecidedBatch> DecideAsync(SqlSession session, BuyingGroupId group, IReadOnlyList<MembershipCommand> commands)
    {
        var row = await session.FindAsync<GroupRow>(LockGroup, new { group = group.Value })
            ?? throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, group.Value);
        var people = commands.Select(command => command.PersonId).ToHashSet();
        var roles = (await TemplateRoles.ReadAsync(session, [row.RoleTemplateId]))[row.RoleTemplateId];
        var accounts = (await session.QueryAsync<PersonRow>(Accounts, new { people = StoredJson.Ids(people.Select(person => person.Value)) }))
            .ToDictionary(person => new PersonId(person.Id), person => new AccountId(person.AccountId));
        var records = await MembershipRecords.ReadAsync(session, group, people);

        var account = new AccountId(row.AccountId);
        var batch = new CommandBatch(group, account, roles.Select(role => role.RoleId).ToHashSet(), accounts, records);
        var results = commands.Select(batch.Decide).ToArray();

        if (batch.History.Count > 0)
        {
            await DecisionHistory.AppendAsync(session, batch.History);
        }

        var changed = batch.Written.Count > 0;
        if (changed)
        {
            await MembershipRecords.WriteAsync(session, group, batch.Written, records);
            await GroupCompleteness.MembersChangedAsync(session, [group.Value], Instant.Now(time));
        }

        return new DecidedBatch(account, results, changed, changed ? row.Revision + 1 : row.Revision);
    }

    private sealed class GroupRow
    {
        public required string AccountId { get; init; }

        public required long Revision { get; init; }

        public required string RoleTemplateId { get; init; }
    }

    private sealed class PersonRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }
    }
}
