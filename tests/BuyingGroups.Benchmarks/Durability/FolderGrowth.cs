using System.Diagnostics;
using BuyingGroups.Benchmarks.Load;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>
/// <c>folder-growth PEOPLE ACTIVITIES BATCH</c>: records so many activities of so many people by 8 callers in batches into the embedded
/// stores, and prints the rate, what the data folder takes, and how long the next start takes.
/// </summary>
internal static class FolderGrowth
{
    private const int Callers = 8;

    public static async Task<int> RunAsync(int people, int activities, int batch)
    {
        using var server = new ServerProcess();
        using (var client = server.NewClient())
        {
            await client.Directory.BatchUpsertAccountsAsync(
                new() { Accounts = { new Account { AccountId = "account", DisplayName = "account" } } });
            foreach (var some in Enumerable.Range(0, people).Chunk(1000))
            {
                await client.Directory.BatchUpsertPeopleAsync(
                    new() { People = { some.Select(person => new Person { PersonId = $"person-{person}", AccountId = "account" }) } });
            }

            var begun = Stopwatch.StartNew();
            var now = DateTimeOffset.UtcNow;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                for (var number = caller; number < activities / batch; number += Callers)
                {
                    var request = new BatchRecordActivitiesRequest();
                    for (var part = 0; part < batch; part++)
                    {
                        var all = (number * batch) + part;
                        request.Activities.Add(new V1.Activity
                        {
                            ActivityId = $"{all}",
                            // A batch is of one person, as a tracker of visits would send it.
                            PersonId = $"person-{number % people}",
                            ActivityType = all % 3 == 0 ? "Click Email" : "Visit Webpage",
                            OccurredAt = now.AddDays(-(all % 25)).ToTimestamp(),
                        });
                    }

                    await client.Activities.BatchRecordActivitiesAsync(request);
                }
            })));
            Console.WriteLine(
                $"{activities / begun.Elapsed.TotalSeconds:N0} activities/s in batches of {batch}; "
                + $"{SizeOf(server.Folder) >> 20} MB in the folder");
            Console.WriteLine($"{server.ResidentBytes >> 20} MB resident, {server.PeakResidentBytes >> 20} MB at most");
        }

        var stopped = 0L;
        var restart = Stopwatch.StartNew();
        server.Restart(folder =>
        {
            stopped = SizeOf(folder);
            restart.Restart();
        });
        Console.WriteLine($"{stopped >> 20} MB once it was stopped; started again after {restart.Elapsed.TotalSeconds:F1} s");
        return 0;
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
