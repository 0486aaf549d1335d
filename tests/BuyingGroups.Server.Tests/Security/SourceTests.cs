using BuyingGroups.Server.Security;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Who may speak for a source of membership decisions.</summary>
public sealed class SourceTests(SecuredServer server) : IClassFixture<SecuredServer>
{
    private static readonly (MembershipSource Source, string Scope)[] Sources =
    [
        (MembershipSource.Manual, Scopes.MembershipManual),
        (MembershipSource.Journey, Scopes.MembershipJourney),
        (MembershipSource.System, Scopes.MembershipSystem),
    ];

    public static TheoryData<MembershipSource, string> SourcesAndScopes
    {
        get
        {
            var all = new TheoryData<MembershipSource, string>();
            foreach (var (source, _) in Sources)
            {
                foreach (var (_, scope) in Sources)
                {
                    all.Add(source, scope);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(SourcesAndScopes))]
    public async Task A_source_takes_its_own_scope_and_a_refused_command_changes_nothing(MembershipSource source, string held)
    {
        var needed = Sources.Single(each => each.Source == source).Scope;
        var scenario = await new Scenario(server.Everything()).GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        var caller = scenario.Through(server.With(held));

        if (held == needed)
        {
            var assigned = await caller.AssignAsync(ada, Scenario.Influencer, source);
            var removed = await caller.RemoveAsync(ada, source);

            Assert.Equal((MembershipOutcome.Applied, MembershipOutcome.Applied), (assigned.Outcome, removed.Outcome));
            Assert.Equal((source, "tester"), (assigned.Membership.Decision.Source, assigned.Membership.Decision.Author));
        }
        else
        {
            await Denied.MissingScopeAsync(() => caller.AssignAsync(ada, Scenario.Influencer, source), needed);
            await Denied.MissingScopeAsync(() => caller.RemoveAsync(ada, source), needed);

            await NobodyIsInAsync(scenario.GroupId);
        }
    }

    [Theory]
    [InlineData(MembershipSource.Manual)]
    [InlineData(MembershipSource.Journey)]
    [InlineData(MembershipSource.System)]
    public async Task A_caller_of_one_source_may_leave_it_out(MembershipSource only)
    {
        var scenario = await new Scenario(server.Everything()).GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        var caller = scenario.Through(server.With(Sources.Single(each => each.Source == only).Scope, Scopes.GroupsRead));

        var assigned = await caller.AssignAsync(ada, Scenario.Influencer, MembershipSource.Unspecified);

        Assert.Equal(only, assigned.Membership.Decision.Source);
    }

    [Fact]
    public async Task A_caller_of_several_sources_has_to_name_one()
    {
        var scenario = await new Scenario(server.Everything()).GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        using var client = server.With(Scopes.MembershipManual, Scopes.MembershipSystem);

        await Refusal.ExpectAsync(
            () => client.Memberships.AssignMemberAsync(
                new() { BuyingGroupId = scenario.GroupId, PersonId = ada, RoleId = Scenario.Influencer }),
            "source",
            "REQUIRED");
        await Denied.MissingScopeAsync(
            () => scenario.Through(client).AssignAsync(ada, Scenario.Influencer, MembershipSource.Journey), Scopes.MembershipJourney);

        await NobodyIsInAsync(scenario.GroupId);
    }

    private async Task NobodyIsInAsync(string groupId)
    {
        foreach (var state in new[] { MembershipState.Assigned, MembershipState.Removed })
        {
            var members = await server.Everything().Memberships.ListMembersAsync(new() { BuyingGroupId = groupId, State = state });
            Assert.Empty(members.Members);
        }
    }
}
