using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql;

/// <summary>Reads rosters, and tells all servers when one has changed that Redis couldn't be told about.</summary>
public sealed class RosterStore(SqlDatabase database)
{
    private static readonly Statement ReadGroups = new(
        """
        SELECT buying_group.buying_group_id AS GroupId, buying_group.account_id AS AccountId, buying_group.updated_at AS UpdatedAt
        FROM buying_group JOIN {ids} AS wanted ON wanted.id = buying_group.buying_group_id
        """);

    private static readonly Statement ReadRoles = new(
        """
        SELECT buying_group.buying_group_id AS GroupId, role.role_id AS RoleId, role.name AS RoleName, template_role.weighting AS Weighting,
               template_role.required_for_completeness AS RequiredForCompleteness, template_role.required_members AS RequiredMembers
        FROM buying_group
        JOIN {ids} AS wanted ON wanted.id = buying_group.buying_group_id
        JOIN solution_interest ON solution_interest.solution_interest_id = buying_group.solution_interest_id
        JOIN role_template_role AS template_role ON template_role.role_template_id = solution_interest.role_template_id
        JOIN role ON role.role_id = template_role.role_id
        ORDER BY buying_group.buying_group_id, template_role.priority
        """);

    private static readonly Statement ReadMembers = new(
        """
        SELECT membership.buying_group_id AS GroupId, membership.person_id AS PersonId, membership.role_id AS RoleId, person.attributes AS Attributes,
               person.account_id AS AccountId, person.moving_from_account_id AS MovingFrom, person.move_id AS MoveId
        FROM membership
        JOIN {ids} AS wanted ON wanted.id = membership.buying_group_id
        JOIN person ON person.person_id = membership.person_id
        WHERE membership.state = @assigned
        ORDER BY membership.buying_group_id, membership.person_id
        """);

    private static readonly Statement ReadVersions = new(
        """
        SELECT scoring_model.scoring_model_id AS ActiveModelId, shared_state.roster_fence AS RosterFence
        FROM shared_state CROSS JOIN scoring_model
        WHERE shared_state.id = 1 AND scoring_model.status = @active
        """);

    private static readonly Statement AdvanceFence = new("UPDATE shared_state SET roster_fence = roster_fence + 1 WHERE id = 1");

    /// <summary>The rosters of those groups that there are, by three statements.</summary>
    public Task<IReadOnlyList<Roster>> GetAsync(IReadOnlyCollection<BuyingGroupId> groups, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var ids = Json.Ids(groups.Select(group => group.Value));
                var rows = await session.QueryAsync<GroupRow>(ReadGroups, new { ids });
                var roles = (await session.QueryAsync<RoleRow>(ReadRoles, new { ids })).ToLookup(row => row.GroupId, row => row.ToRole());
                var members = (await session.QueryAsync<MemberRow>(ReadMembers, new { ids, assigned = (int)MembershipState.Assigned }))
                    .ToLookup(row => row.GroupId);
                return (IReadOnlyList<Roster>)
                [
                    .. rows.Select(row => new Roster(
                        new BuyingGroupId(row.GroupId),
                        new AccountId(row.AccountId),
                        [.. roles[row.GroupId]],
                        [.. members[row.GroupId].Select(member => member.ToMember())],
                        [.. members[row.GroupId].Select(member => member.Move).OfType<PendingMove>()],
                        row.UpdatedAt.ToInstant())),
                ];
            },
            cancellationToken);

    /// <summary>The accounts of those groups that there are; a group's account never changes.</summary>
    public async Task<IReadOnlyDictionary<BuyingGroupId, AccountId>> GetAccountsAsync(
        IReadOnlyCollection<BuyingGroupId> groups, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<GroupRow>(ReadGroups, new { ids = Json.Ids(groups.Select(group => group.Value)) }), cancellationToken);
        return rows.ToDictionary(row => new BuyingGroupId(row.GroupId), row => new AccountId(row.AccountId));
    }

    /// <summary>What every server looks at each second: which scoring model is active, and the fence.</summary>
    public async Task<(ScoringModelId ActiveModel, long RosterFence)> GetSharedVersionsAsync(CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(
            session => session.FindAsync<VersionsRow>(ReadVersions, new { active = (int)ScoringModelStatus.Active }), cancellationToken);
        return (new ScoringModelId(row!.ActiveModelId), row.RosterFence);
    }

    /// <summary>Makes every server read rosters anew.</summary>
    public Task AdvanceFenceAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync(AdvanceFence), cancellationToken);

    private sealed class VersionsRow
    {
        public string ActiveModelId { get; set; } = "";

        public long RosterFence { get; set; }
    }

    private sealed class GroupRow
    {
        public string GroupId { get; set; } = "";

        public string AccountId { get; set; } = "";

        public long UpdatedAt { get; set; }
    }

    private sealed class RoleRow
    {
        public string GroupId { get; set; } = "";

        public string RoleId { get; set; } = "";

        public string RoleName { get; set; } = "";

        public int Weighting { get; set; }

        public bool RequiredForCompleteness { get; set; }

        public int RequiredMembers { get; set; }

        public TemplateRole ToRole() => new(new RoleId(RoleId), RoleName, (RoleWeighting)Weighting, RequiredForCompleteness, RequiredMembers);
    }

    private sealed class MemberRow
    {
        public string GroupId { get; set; } = "";

        public string PersonId { get; set; } = "";

        public string RoleId { get; set; } = "";

        public string Attributes { get; set; } = "";

        public string AccountId { get; set; } = "";

        public string? MovingFrom { get; set; }

        public string? MoveId { get; set; }

        public PendingMove? Move => MovingFrom is null || MoveId is null
            ? null
            : new PendingMove(new PersonId(PersonId), new AccountId(MovingFrom), new AccountId(AccountId), MoveId);

        public RosterMember ToMember()
        {
            var person = AttributesJson.OfPerson(Attributes);
            return new RosterMember(new PersonId(PersonId), new RoleId(RoleId), person.FirstName, person.LastName);
        }
    }
}
