using BuyingGroups.Client;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// The actors of <see cref="PrecedenceScenario"/>. Each decision is a call to the server, and its answer becomes a row of the table.
/// </summary>
internal sealed class DecidingActors(
    BuyingGroupsClient client,
    Proto.BuyingGroup group,
    Dictionary<string, string> roles,
    DecisionTable table,
    CancellationToken cancellationToken)
{
    private const string User = "ute@example.com";
    private const string Pass = "daily pass";

    public Task ManualAssignsAsync(string person, string role) => AssignAsync(Proto.MembershipSource.Manual, User, person, role);

    public Task SystemAssignsAsync(string person, string role) => AssignAsync(Proto.MembershipSource.System, Pass, person, role);

    public Task ManualRemovesAsync(string person) => RemoveAsync(Proto.MembershipSource.Manual, User, person);

    public Task SystemRemovesAsync(string person) => RemoveAsync(Proto.MembershipSource.System, Pass, person);

    public async Task ManualReleasesAsync(string person)
    {
        var answer = await client.Memberships.ReleaseMemberAsync(
            new()
            {
                BuyingGroupId = group.BuyingGroupId,
                PersonId = WorkedExample.PersonId(person),
                Source = Proto.MembershipSource.Manual,
                OnBehalfOf = User,
            },
            cancellationToken: cancellationToken);
        table.Add(Proto.MembershipSource.Manual, $"release {person}", answer.Outcome.ToString(), answer.Membership);
    }

    public async Task JourneyAssignsAsync(string person, string role)
    {
        var result = await ExecuteAsync(new()
        {
            AssignPerson = new() { PersonId = WorkedExample.PersonId(person), RoleId = roles[role] },
        });
        table.Add(Proto.MembershipSource.Journey, $"assign {person} as {role}", result.Outcome.ToString(), result.Membership);
    }

    public async Task JourneyRemovesAsync(string person)
    {
        var result = await ExecuteAsync(new() { RemovePerson = new() { PersonId = WorkedExample.PersonId(person) } });
        table.Add(Proto.MembershipSource.Journey, $"remove {person}", result.Outcome.ToString(), result.Membership);
    }

    private async Task AssignAsync(Proto.MembershipSource source, string author, string person, string role)
    {
        var answer = await client.Memberships.AssignMemberAsync(
            new()
            {
                BuyingGroupId = group.BuyingGroupId,
                PersonId = WorkedExample.PersonId(person),
                RoleId = roles[role],
                Source = source,
                OnBehalfOf = author,
            },
            cancellationToken: cancellationToken);
        table.Add(source, $"assign {person} as {role}", answer.Outcome.ToString(), answer.Membership);
    }

    private async Task RemoveAsync(Proto.MembershipSource source, string author, string person)
    {
        var answer = await client.Memberships.RemoveMemberAsync(
            new()
            {
                BuyingGroupId = group.BuyingGroupId,
                PersonId = WorkedExample.PersonId(person),
                Source = source,
                OnBehalfOf = author,
            },
            cancellationToken: cancellationToken);
        table.Add(source, $"remove {person}", answer.Outcome.ToString(), answer.Membership);
    }

    /// <summary>An orchestrator knows the solution interest and the account, not the group's id.</summary>
    private async Task<Proto.JourneyActionResult> ExecuteAsync(Proto.JourneyAction action)
    {
        action.SolutionInterestId = group.SolutionInterestId;
        action.AccountId = group.AccountId;
        action.JourneyId = "nurture";
        action.NodeId = "welcome";
        return (await client.Journeys.ExecuteActionAsync(new() { Action = action }, cancellationToken: cancellationToken)).Result;
    }
}
