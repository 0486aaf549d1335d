using System.Text.RegularExpressions;
using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>What <c>demo</c> prints.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task Without_a_scenario_it_prints_the_score_of_the_worked_example_and_leaves_nothing_behind()
    {
        var (exitCode, output, error) = await ServerProcess.RunAsync("demo");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("35.25", output, StringComparison.Ordinal);
        Assert.Contains($"over the temporary folder {ServerProcess.TemporaryFiles}/buyinggroups-demo-", output, StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(ServerProcess.TemporaryFiles, "buyinggroups-*"));
    }

    [Fact]
    public async Task The_scenario_precedence_shows_who_overruled_whom_and_what_a_watcher_saw()
    {
        var (exitCode, output, error) = await ServerProcess.RunAsync("demo", "--scenario", "precedence");

        Assert.Equal((0, ""), (exitCode, error));
        var lines = output.Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).ToList();
        Assert.Equal(
            [
                // Assigned manually: not removed from below.
                "MANUAL assign Adam as Decision Maker APPLIED Decision Maker, by MANUAL",
                "JOURNEY remove Adam OVERRULED Decision Maker, by MANUAL",
                "SYSTEM remove Adam OVERRULED Decision Maker, by MANUAL",
                // Assigned by a journey: not removed by a job.
                "JOURNEY assign John as Influencer APPLIED Influencer, by JOURNEY",
                "SYSTEM remove John OVERRULED Influencer, by JOURNEY",
                // Removed manually: not put back from below.
                "SYSTEM assign Bob as Practitioner APPLIED Practitioner, by SYSTEM",
                "MANUAL remove Bob APPLIED removed, by MANUAL",
                "JOURNEY assign Bob as Practitioner OVERRULED removed, by MANUAL",
                "SYSTEM assign Bob as Practitioner OVERRULED removed, by MANUAL",
                // Removed by a journey: not put back by a job.
                "JOURNEY remove John APPLIED removed, by JOURNEY",
                "SYSTEM assign John as Influencer OVERRULED removed, by JOURNEY",
                // A role set from above stays.
                "JOURNEY assign Adam as Influencer OVERRULED Decision Maker, by MANUAL",
                // Taken over, and released.
                "SYSTEM assign Mark as Decision Maker APPLIED Decision Maker, by SYSTEM",
                "MANUAL assign Mark as Decision Maker APPLIED Decision Maker, by MANUAL",
                "SYSTEM remove Mark OVERRULED Decision Maker, by MANUAL",
                "MANUAL release Mark APPLIED Decision Maker, by SYSTEM",
                "SYSTEM remove Mark APPLIED removed, by SYSTEM",
            ],
            lines.Where(line => Command().IsMatch(line)));
        // Position 1 was the group itself, before the watcher came; what was overruled or merely taken over changed nothing that it could
        // see.
        Assert.Equal(
            [
                "2 MemberAssigned Adam MANUAL Decision Maker",
                "3 CompletenessChanged MANUAL 0 % 33 %",
                "4 MemberAssigned John JOURNEY Influencer",
                "5 CompletenessChanged JOURNEY 33 % 67 %",
                "6 MemberAssigned Bob SYSTEM Practitioner",
                "7 CompletenessChanged SYSTEM 67 % 100 %",
                "8 MemberRemoved Bob MANUAL Practitioner",
                "9 CompletenessChanged MANUAL 100 % 67 %",
                "10 MemberRemoved John JOURNEY Influencer",
                "11 CompletenessChanged JOURNEY 67 % 33 %",
                "12 MemberAssigned Mark SYSTEM Decision Maker",
                "13 MemberRemoved Mark SYSTEM Decision Maker",
            ],
            lines.Where(line => Event().IsMatch(line)));
        Assert.Contains("SYSTEM daily pass remove OVERRULED", lines);
        Assert.Contains("Completeness 33 %", lines);
    }

    [Fact]
    public async Task The_scenario_jobs_makes_and_maintains_groups_the_same_way_each_time()
    {
        var (exitCode, output, error) = await ServerProcess.RunAsync("demo", "--scenario", "jobs");

        Assert.Equal((0, ""), (exitCode, error));
        var rows = output.Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).ToList();
        Assert.Contains("Accounts looked at 2,000 2,000", rows);
        Assert.Contains("Members overruled 0 40", rows);
        var created = Assert.Single(rows, row => row.StartsWith("Groups made", StringComparison.Ordinal)).Split(' ');
        var members = Assert.Single(rows, row => row.StartsWith("Members assigned", StringComparison.Ordinal)).Split(' ');
        Assert.Contains($"{created[2]} of 2,000 accounts are in the audience", rows);
        Assert.Equal("40", created[3]);
        Assert.NotEqual("0", members[2]);
        Assert.NotEqual("0", members[3]);
    }

    [Theory]
    [InlineData("--data", "there")]
    [InlineData("--set", "Server:DataFolder=there")]
    [InlineData("--set", "Redis:ConnectionString=localhost")]
    public async Task It_takes_no_stores(params string[] option)
    {
        var (exitCode, _, error) = await ServerProcess.RunAsync(["demo", .. option]);

        Assert.Equal(1, exitCode);
        Assert.Contains(option[0], error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_scenario_is_refused_with_those_that_there_are()
    {
        var (exitCode, _, error) = await ServerProcess.RunAsync("demo", "--scenario", "nothing");

        Assert.Equal(1, exitCode);
        Assert.Matches("'nothing'[^']*'score'[^']*'precedence'[^']*'jobs'", error);
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex("^(MANUAL|JOURNEY|SYSTEM) (assign|remove|release) [A-Z]")]
    private static partial Regex Command();

    [GeneratedRegex("^[0-9]+ [A-Z]")]
    private static partial Regex Event();
}
