using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>Reads who belongs to which group, and how it came to that.</summary>
/// <param name="database">Where it is kept.</param>
public sealed class MembershipStore(SqlDatabase database)
{
    private static readonly Statement One = new("""
        SELECT m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision,
            r.name AS role_name, p.first_name, p.last_name, p.job_title
        FROM membership AS m
        JOIN person AS p ON p.id = m.person_id
        LEFT JOIN role AS r ON r.id = m.role_id
        WHERE m.group_id = @group AND m.person_id = @person
        """);

    private static readonly Statement OfPerson = new("""
        SELECT m.group_id, m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision,
            r.name AS role_name, g.solution_interest_id, si.name AS solution_interest_name, a.name AS account_name
        FROM membership AS m
        JOIN buying_group AS g ON g.id = m.group_id
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        JOIN account AS a ON a.id = g.account_id
        LEFT JOIN role AS r ON r.id = m.role_id
        WHERE m.person_id = @person AND m.state = @state
            {? AND m.group_id > @after }
        ORDER BY m.group_id
        {limit @take}
        """);

    private static readonly Statement PersonExists = new("""
        SELECT id
        FROM person
        WHERE id = @person
        """);

    private static readonly Statement Members = new("""
        SELECT m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision,
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

    /// <summary>The decision that stands on a person in a group, and who it is about.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such group, or nobody has decided on the person.</exception>
    public Task<Member> GetAsync(BuyingGroupId group, PersonId person, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                await BuyingGroupStore.RequireAsync(session, group);
                var row = await session.FindAsync<MembershipRow>(One, new { group = group.Value, person = person.Value })
                    ?? throw new ResourceNotFoundException(ResourceTypes.Membership, $"{group}/{person}");
                return row.ToMember(group);
            },
            cancellationToken);

    /// <summary>The members of a group, in the order of their ids.</summary>
    /// <param name="group">The group.</param>
    /// <param name="page">Which piece.</param>
    /// <param name="state">Assigned members, or those removed by decision.</param>
    /// <param name="role">Only members in this role; null: any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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

    /// <summary>The groups that a person is in, or was taken out of, in the order of their ids.</summary>
    /// <param name="person">The person.</param>
    /// <param name="page">Which piece.</param>
    /// <param name="state">Groups that the person is a member of, or from which the person was removed by decision.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ResourceNotFoundException">There is no such person.</exception>
    public Task<Page<PersonMembership>> ListOfPersonAsync(
        PersonId person, PageRequest page, MembershipState state = MembershipState.Assigned,
        CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                if (await session.FindAsync<string>(PersonExists, new { person = person.Value }) is null)
                {
                    throw new ResourceNotFoundException(ResourceTypes.Person, person.Value);
                }

                var rows = await session.QueryAsync<PersonMembershipRow>(
                    OfPerson, new { person = person.Value, state = StoredWord.Of(state), after = page.After?.Id, take = page.Take() });
                return page.Cut(rows, row => new PageCursor("", row.GroupId)).Select(row => row.ToPersonMembership());
            },
            cancellationToken);

    /// <summary>The decisions on a group's members that took effect or were overruled, newest first.</summary>
    /// <param name="group">The group.</param>
    /// <param name="page">Which piece.</param>
    /// <param name="person">Only decisions on this person; null: all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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

    private sealed class PersonMembershipRow : MembershipRow
    {
        public required string GroupId { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string SolutionInterestName { get; init; }

        public required string AccountName { get; init; }

        public PersonMembership ToPersonMembership() => new(
            ToRecord(new BuyingGroupId(GroupId)),
            RoleName,
            BuyingGroup.NameOf(SolutionInterestName, AccountName),
            new SolutionInterestId(SolutionInterestId));
    }
}
