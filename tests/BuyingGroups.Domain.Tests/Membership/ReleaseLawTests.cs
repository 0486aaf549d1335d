using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Membership;

/// <summary>
/// Any sequence of commands with releases among them, against an oracle that looks at the history as a whole: a release that was allowed
/// cuts it, what stood then counts as a word of the system, and of what came since the latest of the strongest decisions stands.
/// </summary>
public class ReleaseLawTests
{
    private static Gen<MembershipCommand[]> AnyCommands { get; } = Gen.Select(
            Gen.Frequency((3, Gen.Const("champion")), (3, Gen.Const("influencer")), (3, Gen.Const("remove")), (4, Gen.Const("release"))),
            Gen.Enum<DecisionSource>(),
            (ask, source) => (ask, source))
        .Array[1, 25]
        .Select(asks => asks
            .Select((ask, index) => new MembershipCommand(
                ask.ask switch { "remove" => MembershipAction.Remove, "release" => MembershipAction.Release, _ => MembershipAction.Assign },
                new("ann"),
                ask.ask is "champion" or "influencer" ? new RoleId(ask.ask) : null,
                new Decision(ask.source, $"author {index}", DateTimeOffset.UnixEpoch.AddMinutes(index), "")))
            .ToArray());

    [Fact]
    public void What_stands_is_the_latest_of_the_strongest_decisions_since_the_last_release() =>
        AnyCommands.Sample(
            commands =>
            {
                MembershipRecord? record = null;
                foreach (var command in commands)
                {
                    if (Precedence.Decide(record, command) == MembershipOutcome.Applied)
                    {
                        record = Precedence.Apply(record, new("group"), command);
                    }
                }

                var expected = StandingAfter(commands);
                Assert.Equal(expected?.RoleId, record?.RoleId);
                Assert.Equal(expected?.Decision, record?.Decision);
                Assert.Equal(expected is null, record is null);
            },
            iter: 5_000);

    private static MembershipCommand? StandingAfter(IEnumerable<MembershipCommand> commands)
    {
        var sinceRelease = new List<MembershipCommand>();
        foreach (var command in commands)
        {
            if (command.Action != MembershipAction.Release)
            {
                sinceRelease.Add(command);
            }
            else if (Strongest(sinceRelease) is { } strongest and not DecisionSource.System && command.Decision.Source >= strongest)
            {
                var stood = Standing(sinceRelease)!;
                sinceRelease = [stood with { Decision = command.Decision with { Source = DecisionSource.System } }];
            }
        }

        return Standing(sinceRelease);
    }

    private static DecisionSource? Strongest(IReadOnlyCollection<MembershipCommand> commands) =>
        commands.Count == 0 ? null : commands.Max(command => command.Decision.Source);

    // Asking again for what it already decided adds nothing: the author is the first of the last run of equal asks.
    private static MembershipCommand? Standing(IReadOnlyCollection<MembershipCommand> commands)
    {
        var ofStrongest = commands.Where(command => command.Decision.Source == Strongest(commands)).ToList();
        return ofStrongest.Count == 0
            ? null
            : ofStrongest[ofStrongest.FindLastIndex(command => command.RoleId != ofStrongest[^1].RoleId) + 1];
    }
}
