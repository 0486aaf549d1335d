using System.Globalization;
using BuyingGroups.V1;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>erasures [REDIS]</c>: scores read per second, undisturbed and while a person who is in none of the groups is erased each second,
/// in turns. All groups have been read before, so that a server that keeps their rosters asks SQL for none of them.
/// </summary>
internal static class ErasuresLoad
{
    private const int WarmUps = 2;
    private const int Rounds = 6;
    private const int Groups = 300;
    private const int Members = 10;
    private const int Callers = 16;
    private const int Batch = 10;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(6);

    public static async Task<int> RunAsync(string redis)
    {
        await using var server = await LoadServer.StartAsync(redis);
        var groups = new List<string>();
        for (var number = 0; number < Groups; number++)
        {
            groups.Add(await server.SeedAsync($"group-{number}", Members));
        }

        var people = new Queue<string>(await SeedPeopleAsync(server));
        Console.WriteLine(
            $"{Groups} groups of {Members}, {Callers} callers, batches of {Batch}; scores per second; one erasure a second; "
            + "the first two rounds warm up");
        Console.WriteLine("CPU is of server and callers together, in µs a score: of use where the machine does other work too");
        Console.WriteLine($"{"round",-6} {"undisturbed",12} {"erasures",12} {"ratio",6} {"erased",7} {"CPU",6} {"erasures",9} {"ratio",6}");
        for (var round = 1 - WarmUps; round <= Rounds; round++)
        {
            var (undisturbed, cpu) = await ReadAsync(server, groups);
            using var over = new CancellationTokenSource();
            var erasing = EraseAsync(server, people, over.Token);
            var (disturbed, disturbedCpu) = await ReadAsync(server, groups);
            await over.CancelAsync();
            var erased = await erasing;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(round < 1 ? "warm" : round),-6} {undisturbed,12:N0} {disturbed,12:N0} {disturbed / undisturbed,6:0.00} "
                + $"{erased,7} {cpu,6:0.0} {disturbedCpu,9:0.0} {cpu / disturbedCpu,6:0.00}"));
        }

        return 0;
    }

    private static async Task<(double Rate, double Cpu)> ReadAsync(LoadServer server, List<string> groups)
    {
        var before = Environment.CpuUsage.TotalTime;
        long scores = 0;
        var rate = await Rates.MeasureAsync(Callers, Turn, async (caller, i) =>
        {
            var first = ((caller * Groups / Callers) + (i * Batch)) % Groups;
            var answer = await server.Client.Scores.BatchGetEngagementScoresAsync(
                new() { BuyingGroupIds = { Enumerable.Range(first, Batch).Select(index => groups[index % Groups]) } });
            var read = answer.Results.Count(result => result.EngagementScore is not null);
            Interlocked.Add(ref scores, read);
            return read;
        });
        return (rate, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / scores);
    }

    private static async Task<int> EraseAsync(LoadServer server, Queue<string> people, CancellationToken over)
    {
        // Each waits for servers to notice, longer than a second: the next begins before it is answered.
        var calls = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                var person = new ErasePersonRequest { PersonId = people.Dequeue() };
                calls.Add(server.Client.Directory.ErasePersonAsync(person, cancellationToken: CancellationToken.None).ResponseAsync);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }

        return calls.Count;
    }

    private static async Task<IEnumerable<string>> SeedPeopleAsync(LoadServer server)
    {
        await server.Client.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = "erased", DisplayName = "Erased" } } });
        string[] people = [.. Enumerable.Range(0, 100).Select(number => $"erased-{number}")];
        await server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { people.Select(person => new Person { PersonId = person, AccountId = "erased" }) } });
        return people;
    }
}
