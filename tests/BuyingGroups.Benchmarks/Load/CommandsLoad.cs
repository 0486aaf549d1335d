using System.Globalization;
using BuyingGroups.V1;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>commands [REDIS]</c>: membership commands per second through the whole service on SQLite, beside <see cref="BareCommands"/> on a file
/// of the same content, in turns. Every command changes something.
/// </summary>
internal static class CommandsLoad
{
    private const int Rounds = 4;
    private const int People = 400;
    private const int Callers = 16;
    private const int Batch = 100;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string redis)
    {
        await using var server = await LoadServer.StartAsync(redis);
        await using var other = await LoadServer.StartAsync(redis);
        var group = await server.SeedAsync("commands", People, activities: false);
        using var bare = new BareCommands(
            Path.Combine(other.Folder, "buyinggroups.db"), await other.SeedAsync("commands", People, activities: false));
        Console.WriteLine("commands per second; the first round warms up");
        Console.WriteLine(
            $"{"round",-6} {"bare, single",13} {"1 caller",9} {"ratio",6} {Callers + " callers",10} {"ratio",6} "
            + $"{"bare, of 100",13} {"batches",9} {"ratio",6}");
        for (var round = 0; round <= Rounds; round++)
        {
            var bareSingle = await Rates.MeasureAsync(1, Turn, (_, i) => BareAsync(bare, i, 1));
            var one = await Rates.MeasureAsync(1, Turn, (_, i) => SingleAsync(server, group, PersonOf(i), i / People));
            var many = await Rates.MeasureAsync(Callers, Turn, (caller, i) =>
                SingleAsync(
                    server, group, $"commands-{(caller * (People / Callers)) + (i % (People / Callers)) + 1}", i / (People / Callers)));
            var bareBatch = await Rates.MeasureAsync(1, Turn, (_, i) => BareAsync(bare, i, Batch));
            var batches = await Rates.MeasureAsync(1, Turn, (_, i) => BatchAsync(server, group, i));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(round == 0 ? "warm" : round),-6} {bareSingle,13:N0} {one,9:N0} {one / bareSingle,6:0.00} "
                + $"{many,10:N0} {many / bareSingle,6:0.00} {bareBatch,13:N0} {batches,9:N0} {batches / bareBatch,6:0.00}"));
        }

        return 0;
    }

    private static string PersonOf(int index) => $"commands-{(index % People) + 1}";

    private static Task<int> BareAsync(BareCommands bare, int i, int count)
    {
        bare.Execute(Enumerable.Range(i * count, count).Select(PersonOf), assign: i * count / People % 2 == 1);
        return Task.FromResult(count);
    }

    private static async Task<int> SingleAsync(LoadServer server, string group, string person, int pass)
    {
        // The other role each time: every command is APPLIED, and another turn's last command doesn't matter twice.
        await server.Client.Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = group,
            PersonId = person,
            RoleId = pass % 2 == 0 ? "decision-maker" : "influencer",
            Source = MembershipSource.Manual,
        });
        return 1;
    }

    private static async Task<int> BatchAsync(LoadServer server, string group, int i)
    {
        var role = i / (People / Batch) % 2 == 0 ? "decision-maker" : "influencer";
        var answer = await server.Client.Memberships.BatchAssignMembersAsync(new()
        {
            Requests =
            {
                Enumerable.Range(i * Batch, Batch).Select(index => new AssignMemberRequest
                {
                    BuyingGroupId = group,
                    PersonId = PersonOf(index),
                    RoleId = role,
                    Source = MembershipSource.Manual,
                }),
            },
        });
        return answer.Results.Count;
    }
}
