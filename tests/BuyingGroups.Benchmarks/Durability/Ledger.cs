using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Counters;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>Compares what was acknowledged with what an embedded database holds.</summary>
internal static class Ledger
{
    /// <summary>How many of these acknowledged activities aren't there, or are counted more than once.</summary>
    /// <param name="file">The database.</param>
    /// <param name="acknowledged">Batches that have to be there.</param>
    /// <param name="uncertain">Batches that may be there.</param>
    public static async Task<int> CountWrongAsync(
        string file, IEnumerable<(string Person, string[] Ids)> acknowledged, IEnumerable<(string Person, string[] Ids)> uncertain)
    {
        await using var database = new SqlDatabase(
            new SqlOptions { ConnectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString() });
        await using var counters = new SqliteCounters(database, ScoringCalendar.Utc, TimeProvider.System);
        var required = IdsByPerson(acknowledged);
        var possible = IdsByPerson(uncertain);
        var wrong = 0;
        for (var number = 0; number < CounterHost.People; number++)
        {
            var person = new PersonId($"person-{number}");
            var (must, may) = (required.GetValueOrDefault(person.Value, []), possible.GetValueOrDefault(person.Value, []));
            may.ExceptWith(must);
            var ids = await counters.ReadIdsAsync(CounterHost.Account, person);
            var counted = (await counters.InspectAsync(CounterHost.Account, person, CancellationToken.None)).Counters.Sum(
                counter => counter.Count);
            wrong += must.Count(id => !ids.Contains(IdRecords.HashOf(id)));
            // Each is counted once: what is counted is what is remembered.
            wrong += Math.Abs(counted - ids.Count);
            wrong += Math.Max(0, ids.Count - must.Count - may.Count);
        }

        return wrong;
    }

    /// <summary>
    /// The same of a data folder, in a copy: whoever closes a database last merges its log, and the next start is to find it as it was
    /// left.
    /// </summary>
    public static async Task<int> CountWrongInCopyAsync(
        string folder, IEnumerable<(string Person, string[] Ids)> acknowledged, IEnumerable<(string Person, string[] Ids)> uncertain)
    {
        var copy = Directory.CreateTempSubdirectory("bg-copy-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder)
                .Where(file => Path.GetFileName(file).StartsWith("buyinggroups.", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            }

            return await CountWrongAsync(DataFolder.DatabaseOf(copy.FullName), acknowledged, uncertain);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static Dictionary<string, HashSet<string>> IdsByPerson(IEnumerable<(string Person, string[] Ids)> batches) =>
        batches.GroupBy(batch => batch.Person)
            .ToDictionary(person => person.Key, person => person.SelectMany(batch => batch.Ids).ToHashSet());
}
