using System.Diagnostics;
using System.Globalization;
using BuyingGroups.Client;
using BuyingGroups.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>noisy [SECONDS]</c>: what a caller with a hostile condition does to the others. A health check and a score, each every 5 ms, for so
/// many seconds alone and then beside 200 calls at a time that test 40 <c>CONTAINS</c> of 100 values over an account of 100,000 people; in
/// turns, with the limits as they are by default and with limits so wide that none is refused. The server is a process of its own.
/// </summary>
internal static class NoisyLoad
{
    private const int People = 100_000;
    private const int Batch = 1_000;
    private const int Calls = 200;
    private const int Rounds = 3;
    private const string Account = "crowd";
    private const string Role = "decision-maker";

    /// <summary>What a caller waits that was refused: as long as it is told at least.</summary>
    private static readonly TimeSpan RefusedWaits = TimeSpan.FromMilliseconds(500);

    private static readonly string Hostile = string.Join(
        " OR ",
        Enumerable.Range(0, 40)
            .Select(i => $"job_title CONTAINS ({string.Join(", ", Enumerable.Range(0, 100).Select(j => Value(i, j)))})"));

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(int seconds)
    {
        Console.WriteLine("limits   round  noise     health: p50     p99     max   score: p50     p99     max   errors   tested   refused");
        await RunAsync("default", seconds);
        await RunAsync("none", seconds, "--set", $"Limits:CostlyCallsPerCaller={Calls}", "--set", $"Limits:CostlyCalls={Calls}");
        return 0;
    }

    private static async Task RunAsync(string limits, int seconds, params string[] options)
    {
        using var server = new ServerProcess(["--set", "Jobs:DailyAt=", .. options]);
        using var client = server.NewClient();
        var group = await SeedAsync(client);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var health = new Health.HealthClient(channel);
        await MeasureAsync(client, health, group, 2);
        await TestAsync(client, CancellationToken.None);
        var alone = Stopwatch.StartNew();
        var tested = await TestAsync(client, CancellationToken.None);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{limits,-8} one such call alone: {alone.Elapsed.TotalMilliseconds:0} ms for {tested:N0} people"));
        for (var round = 1; round <= Rounds; round++)
        {
            Print(limits, round, "without", await MeasureAsync(client, health, group, seconds), default);
            using var ending = new CancellationTokenSource();
            var noise = NoiseAsync(server, ending.Token);
            var measured = await MeasureAsync(client, health, group, seconds);
            await ending.CancelAsync();
            Print(limits, round, "with", measured, await noise);
        }
    }

    private static async Task<string> SeedAsync(BuyingGroupsClient client)
    {
        await client.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = Account, DisplayName = Account } } });
        foreach (var some in Enumerable.Range(0, People).Chunk(Batch))
        {
            await client.Directory.BatchUpsertPeopleAsync(new()
            {
                People =
                {
                    some.Select(i => new Person
                    {
                        PersonId = $"person-{i:000000}",
                        AccountId = Account,
                        FirstName = $"First {i % 997}",
                        LastName = $"Last {i % 4001}",
                        JobTitle = $"Senior Director of Operations {i % 97}",
                        City = "Überlingen",
                        Country = "DE",
                        EmailAddress = $"p{i}@example.com",
                    }),
                },
            });
        }

        var template = (await client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "Noisy",
                Roles = { new TemplateRole { RoleId = Role, Weighting = RoleWeighting.Normal } },
            },
        })).RoleTemplate.RoleTemplateId;
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template });
        var interest = (await client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = "Noisy", RoleTemplateId = template } })).SolutionInterest.SolutionInterestId;
        var group = (await client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = interest, AccountId = Account } })).BuyingGroup.BuyingGroupId;
        foreach (var person in Enumerable.Range(0, 10))
        {
            await client.Memberships.AssignMemberAsync(
                new() { BuyingGroupId = group, PersonId = $"person-{person:000000}", RoleId = Role, Source = MembershipSource.Manual });
        }

        return group;
    }

    /// <summary>Calls at a time until it is cancelled; answers how many people they looked at, and how many calls were refused.</summary>
    private static async Task<(long Tested, long Refused)> NoiseAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var client = BuyingGroupsClient.Create(server.Address, options => options.MaxAttempts = 1);
        var (tested, refused) = (0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    Interlocked.Add(ref tested, await TestAsync(client, cancellationToken));
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(RefusedWaits, CancellationToken.None);
                }
                catch (RpcException)
                {
                    // Cancelled.
                }
            }
        }));
        return (tested, refused);
    }

    private static async Task<long> TestAsync(BuyingGroupsClient client, CancellationToken cancellationToken) =>
        (await client.Directory.TestPersonConditionAsync(
            new() { AccountId = Account, Condition = new() { Text = Hostile } },
            deadline: DateTime.UtcNow.AddMinutes(2),
            cancellationToken: cancellationToken)).PeopleTested;

    private static string Value(int predicate, int number) => $"\"Di{predicate:00}{number:00}\"";

    private static async Task<(List<double> Health, List<double> Score, int Errors)> MeasureAsync(
        BuyingGroupsClient client, Health.HealthClient health, string group, int seconds)
    {
        var errors = 0;
        var both = await Task.WhenAll(
            ProbeAsync(seconds, () => errors++, async deadline => await health.CheckAsync(new HealthCheckRequest(), deadline: deadline)),
            ProbeAsync(
                seconds,
                () => errors++,
                async deadline => await client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = group }, deadline: deadline)));
        return (both[0], both[1], errors);
    }

    /// <summary>Milliseconds of each call, sorted. A call begins when it is due, whether or not those before it have ended.</summary>
    private static async Task<List<double>> ProbeAsync(int seconds, Action failed, Func<DateTime, Task> call)
    {
        var taken = new List<double>();
        var running = new List<Task>();
        var started = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Every);
        while (started.Elapsed < TimeSpan.FromSeconds(seconds) && await timer.WaitForNextTickAsync())
        {
            running.Add(OneAsync());
        }

        await Task.WhenAll(running);
        taken.Sort();
        return taken;

        async Task OneAsync()
        {
            var watch = Stopwatch.StartNew();
            try
            {
                await call(DateTime.UtcNow.AddSeconds(10));
            }
            catch (RpcException)
            {
                failed();
            }

            lock (taken)
            {
                taken.Add(watch.Elapsed.TotalMilliseconds);
            }
        }
    }

    private static void Print(
        string limits,
        int round,
        string noise,
        (List<double> Health, List<double> Score, int Errors) measured,
        (long Tested, long Refused) made) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{limits,-8} {round,5}  {noise,-8} {Three(measured.Health)} {Three(measured.Score)} {measured.Errors,8}")
            + string.Create(CultureInfo.InvariantCulture, $" {made.Tested,8:N0} {made.Refused,9:N0}"));

    private static string Three(List<double> sorted) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rates.Percentile(sorted, 0.5),11:0.0} {Rates.Percentile(sorted, 0.99),7:0.0} {sorted[^1],7:0.0}");
}
