using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Membership;

/// <summary>Laws of any sequence of commands on one person in one group.</summary>
public class PrecedenceLawTests
{
    private static Gen<MembershipCommand[]> AnyCommands { get; } = Gen.Select(
            Gen.OneOf("", "champion", "influencer", "other").Select(id => id == "" ? default(RoleId?) : new RoleId(id)),
            Gen.Enum<DecisionSource>(),
            (role, source) => (role, source))
        .Array[1, 20]
        .Select(asks => asks
            .Select((ask, index) => new MembershipCommand(
                ask.role is null ? MembershipAction.Remove : MembershipAction.Assign,
                new("ann"),
                ask.role,
                new Decision(ask.source, $"author {index}", DateTimeOffset.UnixEpoch.AddMinutes(index), "")))
            .ToArray());

    [Fact]
    public void The_latest_of_the_strongest_decisions_stands() =>
        AnyCommands.Sample(
            commands =>
            {
                var strongest = commands.Max(command => command.Decision.Source);
                var ofStrongest = commands.Where(command => command.Decision.Source == strongest).ToList();
                var latest = ofStrongest[^1];
                // Asking again for what it already decided adds nothing: the author is the first of the last run of equal asks.
                var standing = ofStrongest[ofStrongest.FindLastIndex(command => command.RoleId != latest.RoleId) + 1];

                var record = Replay(commands)[^1].After;
                Assert.Equal(standing.RoleId, record.RoleId);
                Assert.Equal(standing.RoleId is null ? MembershipState.Removed : MembershipState.Assigned, record.State);
                Assert.Equal(standing.Decision, record.Decision);
            },
            iter: 2_000);

    [Fact]
    public void A_weaker_source_never_changes_anything() =>
        AnyCommands.Sample(commands => Replay(commands).All(step =>
            step.Before is null || step.Command.Decision.Source >= step.Before.Decision.Source || step.After == step.Before));

    [Fact]
    public void The_source_of_the_record_never_gets_weaker() =>
        AnyCommands.Sample(commands => Replay(commands).All(step =>
            step.Before is null || step.After.Decision.Source >= step.Before.Decision.Source));

    [Fact]
    public void Overruled_is_only_who_wanted_something_else_and_is_weaker() =>
        AnyCommands.Sample(commands => Replay(commands).All(step =>
            (step.Outcome == MembershipOutcome.Overruled)
            == (step.Before is { } before
                && step.Command.Decision.Source < before.Decision.Source
                && step.Command.RoleId != before.RoleId)));

    [Fact]
    public void Unless_it_was_overruled_a_command_gets_what_it_asks_for() =>
        AnyCommands.Sample(commands => Replay(commands).All(step =>
            step.Outcome == MembershipOutcome.Overruled || step.After.RoleId == step.Command.RoleId));

    [Fact]
    public void Asked_twice_the_second_time_changes_nothing() =>
        AnyCommands.Sample(commands =>
        {
            var twice = Replay([.. commands, commands[^1]]);
            return twice[^1].Outcome != MembershipOutcome.Applied && twice[^1].Outcome == (
                twice[^2].Outcome == MembershipOutcome.Overruled ? MembershipOutcome.Overruled : MembershipOutcome.Unchanged);
        });

    [Fact]
    public void The_revision_counts_the_decisions_that_took_effect() =>
        AnyCommands.Sample(commands => Replay(commands) is var steps
            && steps[^1].After.Revision == steps.Count(step => step.Outcome == MembershipOutcome.Applied));

    private sealed record Step(MembershipRecord? Before, MembershipCommand Command, MembershipOutcome Outcome, MembershipRecord After);

    private static List<Step> Replay(IEnumerable<MembershipCommand> commands)
    {
        MembershipRecord? record = null;
        var steps = new List<Step>();
        foreach (var command in commands)
        {
            var outcome = Precedence.Decide(record, command);
            var after = outcome == MembershipOutcome.Applied
                ? Precedence.Apply(record, new("group"), command)
                : record!;
            steps.Add(new Step(record, command, outcome, after));
            record = after;
        }

        return steps;
    }
}
