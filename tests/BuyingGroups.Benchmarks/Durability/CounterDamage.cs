using System.Buffers.Binary;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Embedded;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Benchmarks.Durability;

/// <summary>
/// <c>counter-damage OFFSETS</c>: damages copies of the files of an embedded database, of a server that was killed and of one that ended in
/// order, and starts over each. Either the start refuses, or everything that was acknowledged and lies before the damage is there, once.
/// </summary>
internal sealed class CounterDamage(string work, int step)
{
    private const int Batches = 400;

    private readonly SortedDictionary<string, (int Refused, int Whole, int LostBehind, int Silent)> _results = [];

    /// <param name="offsets">How many random places each kind of damage is done at.</param>
    /// <param name="step">The last record is cut at each so-manieth byte.</param>
    public static async Task<int> RunAsync(int offsets, int step)
    {
        var work = Directory.CreateTempSubdirectory("bg-damage-");
        try
        {
            return await new CounterDamage(work.FullName, step).RunAllAsync(offsets);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private async Task<int> RunAllAsync(int offsets)
    {
        var killed = await MakeAsync("killed", host => host.KillAsync());
        var ended = await MakeAsync("ended", host => host.EndAsync());
        await DamageLogAsync(killed, offsets);
        foreach (var folder in new[] { killed, ended })
        {
            await DamageDatabaseAsync(folder, offsets);
            foreach (var file in new[] { folder.Database, folder.Log, folder.Lock }.Where(File.Exists))
            {
                await TryAsync(
                    $"{folder.Name}: a file missing",
                    folder,
                    long.MaxValue,
                    copy => File.Delete(Path.Combine(copy, Path.GetFileName(file))));
                await TryAsync(
                    $"{folder.Name}: a file empty", folder, long.MaxValue, copy => Cut(Path.Combine(copy, Path.GetFileName(file)), 0));
            }
        }

        Console.WriteLine($"{"damage",-34} {"refused",8} {"all there",10} {"lost behind it",15} {"silent loss",12}");
        foreach (var (name, (refused, whole, behind, silent)) in _results)
        {
            Console.WriteLine($"{name,-34} {refused,8} {whole,10} {behind,15} {silent,12}");
        }

        var silentLosses = _results.Values.Sum(result => result.Silent);
        Console.WriteLine(silentLosses == 0 ? "no silent loss" : $"{silentLosses} SILENT LOSSES");
        return silentLosses == 0 ? 0 : 2;
    }

    // A damaged byte of the log may take along only what was committed at or behind it.
    private async Task DamageLogAsync(Folder folder, int offsets)
    {
        // Where the log's transactions end; what is behind is of an earlier turn, and long in the database.
        var end = folder.Commits[^1];
        var length = new FileInfo(folder.Log).Length;
        // Its last frame, which makes the last transaction whole.
        for (var at = end - 24 - 4096; at < end; at += step)
        {
            await TryAsync("log cut in its last record", folder, at, copy => Cut(LogIn(copy), at));
        }

        for (var n = 0; n < offsets; n++)
        {
            var at = Random.Shared.NextInt64(end);
            await TryAsync("log cut anywhere", folder, at, copy => Cut(LogIn(copy), at));
            await TryAsync("log: zeros from anywhere", folder, at, copy => Zero(LogIn(copy), at, length - at));
            await TryAsync("log: a flipped bit", folder, at, copy => Flip(LogIn(copy), at));
            await TryAsync("log: 512 bytes of zeros", folder, at, copy => Zero(LogIn(copy), at, Math.Min(512, length - at)));
        }

        string LogIn(string copy) => Path.Combine(copy, Path.GetFileName(folder.Log));
    }

    private async Task DamageDatabaseAsync(Folder folder, int offsets)
    {
        var length = new FileInfo(folder.Database).Length;
        for (var n = 0; n < offsets; n++)
        {
            var at = Random.Shared.NextInt64(length);
            await TryAsync($"{folder.Name}: database cut", folder, long.MaxValue, copy => Cut(DatabaseIn(copy), at));
            await TryAsync($"{folder.Name}: database zeroed from", folder, long.MaxValue, copy => Zero(DatabaseIn(copy), at, length - at));
            await TryAsync(
                $"{folder.Name}: database, a page zeroed", folder, long.MaxValue, copy => Zero(DatabaseIn(copy), at / 4096 * 4096, 4096));
            await TryAsync($"{folder.Name}: database, a flipped bit", folder, long.MaxValue, copy => Flip(DatabaseIn(copy), at));
        }

        string DatabaseIn(string copy) => Path.Combine(copy, Path.GetFileName(folder.Database));
    }

    private async Task TryAsync(string name, Folder folder, long damagedAt, Action<string> damage)
    {
        var copy = Path.Combine(work, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in new[] { folder.Database, folder.Log, folder.Lock }.Where(File.Exists))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        damage(copy);
        var result = _results.GetValueOrDefault(name);
        try
        {
            await using (var taken = DataFolder.Take(copy))
            {
                await taken.RequireWholeAsync(acceptDamage: false, CancellationToken.None);
            }

            var database = DataFolder.DatabaseOf(copy);
            var before = folder.Acknowledged.Where((_, index) => folder.EndOf(index) <= damagedAt).ToList();
            var wrong = await CountWrongAsync(database, before, folder.Acknowledged);
            var lost = wrong > 0 ? 0 : await CountWrongAsync(database, folder.Acknowledged, folder.Acknowledged);
            result = wrong > 0 ? result with { Silent = result.Silent + 1 }
                : lost > 0 ? result with { LostBehind = result.LostBehind + 1 }
                : result with { Whole = result.Whole + 1 };
            if (wrong > 0)
            {
                Console.WriteLine($"{name} at {damagedAt}: {wrong} wrong");
            }
        }
        catch (StartException)
        {
            result.Refused++;
        }

        _results[name] = result;
        Directory.Delete(copy, recursive: true);
    }

    private static async Task<int> CountWrongAsync(
        string database, List<(string Person, string[] Ids)> required, List<(string Person, string[] Ids)> possible)
    {
        try
        {
            return File.Exists(database) ? await Ledger.CountWrongAsync(database, required, possible) : required.Count;
        }
        catch (Exception exception) when (exception is SqliteException or StoreUnavailableException)
        {
            // The tables aren't there, since a new database was begun; or the damage is told only when a row is read.
            Console.WriteLine(exception.Message);
            return required.Count;
        }
    }

    private async Task<Folder> MakeAsync(string name, Func<Host, Task> end)
    {
        var path = Path.Combine(work, name);
        using var host = new Host(path, "r", writers: 1, Batches);
        await host.Done.Task;
        await end(host);
        return new Folder(name, path, host.Acknowledged);
    }

    private static void Cut(string file, long at)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.SetLength(at);
    }

    private static void Zero(string file, long at, long count)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = at;
        stream.Write(new byte[count]);
    }

    private static void Flip(string file, long at)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = at;
        var value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ (1 << Random.Shared.Next(8))));
    }

    /// <summary>A healthy data folder, and where in its log the batches were committed.</summary>
    private sealed class Folder
    {
        public Folder(string name, string path, List<(string Person, string[] Ids)> acknowledged)
        {
            Name = name;
            Database = DataFolder.DatabaseOf(path);
            Log = EmbeddedDatabase.LogOf(Database);
            Lock = Path.Combine(path, "server.lock");
            Acknowledged = acknowledged;
            Commits = File.Exists(Log) ? ReadCommits(Log) : [];
        }

        public string Name { get; }

        public string Database { get; }

        public string Log { get; }

        public string Lock { get; }

        public List<(string Person, string[] Ids)> Acknowledged { get; }

        /// <summary>Ends of the transactions in the log, in order.</summary>
        public List<long> Commits { get; }

        // The last transactions are the last batches: one writer, and nobody else.
        public long EndOf(int batch) => Commits.Count - (Acknowledged.Count - batch) is var commit and >= 0 ? Commits[commit] : 0;

        private static List<long> ReadCommits(string log)
        {
            var bytes = File.ReadAllBytes(log);
            var frame = 24 + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
            var commits = new List<long>();
            for (var at = 32; at + frame <= bytes.Length && bytes.AsSpan(at + 8, 8).SequenceEqual(bytes.AsSpan(16, 8)); at += frame)
            {
                if (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 4)) != 0)
                {
                    commits.Add(at + frame);
                }
            }

            return commits;
        }
    }
}
