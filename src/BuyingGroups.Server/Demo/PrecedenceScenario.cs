using BuyingGroups.Client;
using Spectre.Console;

namespace BuyingGroups.Server.Demo;

/// <summary>
/// The rules of precedence, acted out: a sales user (MANUAL), a journey (JOURNEY) and the daily pass (SYSTEM) decide on the same people,
/// and a watcher shows which decisions changed something.
/// </summary>
internal static class PrecedenceScenario
{
    private const string DecisionMaker = "Decision Maker";
    private const string Influencer = "Influencer";
    private const string Practitioner = "Practitioner";

    public static async Task<(string GroupId, string Method)> PlayAsync(BuyingGroupsClient client, CancellationToken cancellationToken)
    {
        Console.WriteLine("Three sources decide on the same people…");
        var example = new ExampleClient(client);
        await example.FillDirectoryAsync(cancellationToken);
        var roles = await example.RoleIdsAsync(cancellationToken);
        var group = await example.CreateGroupAsync(roles, cancellationToken);
        var people = WorkedExample.Members.ToDictionary(member => WorkedExample.PersonId(member.FirstName), member => member.FirstName);
        using var watcher = await GroupWatcher.StartAsync(client, group.BuyingGroupId, cancellationToken);
        var table = new DecisionTable(roles.ToDictionary(role => role.Value, role => role.Key), people);
        var actors = new DecidingActors(client, group, roles, table, cancellationToken);

        table.Heading("Assigned by a user: neither a journey nor the daily pass removes him");
        await actors.ManualAssignsAsync("Adam", DecisionMaker);
        await actors.JourneyRemovesAsync("Adam");
        await actors.SystemRemovesAsync("Adam");

        table.Heading("Assigned by a journey: the daily pass doesn't remove him");
        await actors.JourneyAssignsAsync("John", Influencer);
        await actors.SystemRemovesAsync("John");

        table.Heading("Removed by a user: nobody below puts him back");
        await actors.SystemAssignsAsync("Bob", Practitioner);
        await actors.ManualRemovesAsync("Bob");
        await actors.JourneyAssignsAsync("Bob", Practitioner);
        await actors.SystemAssignsAsync("Bob", Practitioner);

        table.Heading("Removed by a journey: the daily pass doesn't put him back");
        await actors.JourneyRemovesAsync("John");
        await actors.SystemAssignsAsync("John", Influencer);

        table.Heading("A role that a user set isn't changed from below");
        await actors.JourneyAssignsAsync("Adam", Influencer);

        table.Heading("A user confirms what the system did: now it is the user's");
        await actors.SystemAssignsAsync("Mark", DecisionMaker);
        await actors.ManualAssignsAsync("Mark", DecisionMaker);
        await actors.SystemRemovesAsync("Mark");

        table.Heading("Released: the system decides again");
        await actors.ManualReleasesAsync("Mark");
        await actors.SystemRemovesAsync("Mark");

        Console.WriteLine();
        Console.WriteLine($"{group.DisplayName}: who asks for what, the outcome, and what stands");
        foreach (var part in table.Parts())
        {
            AnsiConsole.Write(part);
        }

        Console.WriteLine(table.Authors());
        var after = await client.Groups.GetBuyingGroupAsync(
            new() { BuyingGroupId = group.BuyingGroupId }, cancellationToken: cancellationToken);
        Console.WriteLine();
        Console.WriteLine($"Completeness {after.BuyingGroup.Completeness.Displayed} %");
        Console.WriteLine();
        AnsiConsole.Write(table.HistoryOf(
            "Mark",
            await client.Memberships.ListMembershipDecisionsAsync(
                new() { BuyingGroupId = group.BuyingGroupId, PersonId = WorkedExample.PersonId("Mark") },
                cancellationToken: cancellationToken)));
        Console.WriteLine();
        AnsiConsole.Write(table.EventsOf(await watcher.UntilNowAsync(cancellationToken)));
        return (group.BuyingGroupId, "MembershipService/ListMembershipDecisions");
    }
}
