using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using Microsoft.Extensions.Configuration;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>
/// A process that records into the embedded counters of a folder, opened as the server opens it, and prints <c>person id …</c> for each
/// batch that was acknowledged and <c>refused reason person id …</c> for each that was not, for others to kill. Ends in order when its
/// standard input ends.
/// </summary>
internal static class CounterHost
{
    public const int People = 20;

    public static readonly AccountId Account = new("account");

    /// <param name="folder">The data folder.</param>
    /// <param name="round">Makes ids that no other round has.</param>
    /// <param name="writers">How many record at once.</param>
    /// <param name="most">Each writer stops after so many batches.</param>
    public static async Task<int> RunAsync(string folder, string round, int writers, int most)
    {
        await using var stores = await OpenStores.OpenAsync(
            new ConfigurationBuilder().Build(), new ServerOptions { DataFolder = folder }, CancellationToken.None);
        var counters = stores.Counters(ScoringCalendar.Utc, TimeProvider.System);
        await using var disposed = counters as IAsyncDisposable;
        await Console.Out.WriteLineAsync("ready");
        // Of its own thread: this reader blocks, whatever it is called.
        var ended = Task.Run(Console.In.ReadToEnd);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(counters, round, writer, most, ended))));
        await Console.Out.WriteLineAsync("done");
        await ended;
        return 0;
    }

    /// <summary>What a writer's batch number <paramref name="number"/> records, always the same.</summary>
    public static (PersonId Person, ActivityToRecord[] Batch) BatchOf(string round, int writer, int number)
    {
        // Some batches on people of one's own, some on people whom all write to; some of a single activity, some of many.
        var person = number % 3 == 0 ? number % 4 : 4 + ((writer + (number % 2 * 8)) % (People - 4));
        var today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
        return (
            new PersonId($"person-{person}"),
            [.. Enumerable.Range(0, number % 5 == 0 ? 20 : 1).Select(part => new ActivityToRecord(
                $"{round}-{writer}-{number}-{part}", new ActivityTypeCode((ushort)(1 + (number % 3))), today.AddDays(-(number % 4)), 1))]);
    }

    /// <summary>The batches that the writers had under way when a process died, after so many that were acknowledged or refused.</summary>
    public static IEnumerable<(string Person, string[] Ids)> UnderWay(
        string round, int writers, IReadOnlyCollection<(string Person, string[] Ids)> answered)
    {
        for (var writer = 0; writer < writers; writer++)
        {
            var next = answered.Count(batch => batch.Ids[0].StartsWith($"{round}-{writer}-", StringComparison.Ordinal));
            var (person, batch) = BatchOf(round, writer, next);
            yield return (person.Value, [.. batch.Select(activity => activity.ActivityId)]);
        }
    }

    private static async Task WriteAsync(ActivityCounters counters, string round, int writer, int most, Task ended)
    {
        for (var number = 0; number < most && !ended.IsCompleted; number++)
        {
            var (person, batch) = BatchOf(round, writer, number);
            try
            {
                await counters.RecordAsync(Account, person, batch, CancellationToken.None);
                Console.Out.WriteLine($"{person.Value} {string.Join(' ', batch.Select(activity => activity.ActivityId))}");
            }
            catch (StoreUnavailableException exception)
            {
                Console.Out.WriteLine(
                    $"refused {exception.Reason} {person.Value} {string.Join(' ', batch.Select(activity => activity.ActivityId))}");
                await Task.Delay(50);
            }
        }
    }
}
