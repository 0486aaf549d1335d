using System.Globalization;
using BuyingGroups.Client;
using Spectre.Console;

namespace BuyingGroups.Server.Demo;

/// <summary>The worked example: a group's score and its explanation.</summary>
internal static class ScoreScenario
{
    public static async Task<(string GroupId, string Method)> PlayAsync(BuyingGroupsClient client, CancellationToken cancellationToken)
    {
        Console.WriteLine("Playing the worked example…");
        var groupId = await new ExampleClient(client).PlayAsync(cancellationToken);
        var group = await client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = groupId }, cancellationToken: cancellationToken);
        var explanation = await client.Scores.ExplainEngagementScoreAsync(
            new() { BuyingGroupId = groupId }, cancellationToken: cancellationToken);
        var score = await client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = groupId }, cancellationToken: cancellationToken);

        Console.WriteLine();
        AnsiConsole.Write(ScoreTable.Of(group.BuyingGroup.DisplayName, explanation));
        Console.WriteLine();
        Console.WriteLine($"Completeness {group.BuyingGroup.Completeness.Displayed} %");
        var exact = score.EngagementScore.Score.Exact.ToString("0.00", CultureInfo.InvariantCulture);
        Console.WriteLine($"Engagement score {score.EngagementScore.Score.Displayed} (exact: {exact})");
        return (groupId, "ScoreService/GetEngagementScore");
    }
}
