using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The remembered ids of one person, read bucket by bucket on demand. <see cref="IdRecords"/> describes how they are spread.
/// </summary>
/// <param name="tables">The tables to read from.</param>
/// <param name="account">The person's account.</param>
/// <param name="person">The person.</param>
/// <param name="buckets">The number of buckets.</param>
/// <param name="first">Ids of earlier days count as expired.</param>
internal sealed class PersonIds(CounterTables tables, AccountId account, PersonId person, int buckets, Day first)
{
    // Shorter than in Redis: a row of more than a quarter of SQLite's page would be split, and leave much of a page unused.
    private const int LongestBucket = 80;
    private const int IdsASplit = 40;

    private readonly Dictionary<int, Bucket> _read = [];
    private int _added;

    public int Buckets { get; private set; } = buckets;

    /// <summary>Whether any id was added.</summary>
    public bool HasNew => _added > 0;

    public bool Contains(ulong hash)
    {
        foreach (var (day, other) in BucketAt(IdRecords.BucketOf(hash, Buckets)).Ids)
        {
            if (other == hash && day >= first)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds an id; if it is there already, it keeps the later of both days.</summary>
    public void AddOrRenew(Day day, ulong hash)
    {
        var bucket = BucketAt(IdRecords.BucketOf(hash, Buckets));
        var at = bucket.Ids.FindIndex(id => id.Hash == hash);
        if (at < 0)
        {
            Add(day, hash);
        }
        else if (bucket.Ids[at].Day < day)
        {
            bucket.Ids[at] = (day, hash);
            bucket.HasChanged = true;
        }
    }

    /// <summary>Adds an id that isn't there yet.</summary>
    public void Add(Day day, ulong hash)
    {
        var bucket = BucketAt(IdRecords.BucketOf(hash, Buckets));
        bucket.Ids.Add((day, hash));
        bucket.HasChanged = true;
        _added++;
    }

    /// <summary>All ids, including expired ones.</summary>
    public IEnumerable<(Day Day, ulong Hash)> All() => Enumerable.Range(0, Buckets).SelectMany(bucket => BucketAt(bucket).Ids);

    /// <summary>Writes the buckets that have changed.</summary>
    /// <param name="newest">The person's newest day, with which the ids expire.</param>
    /// <param name="droppable">Ids of earlier days are deleted.</param>
    public void Save(Day newest, Day droppable)
    {
        if (_read.Values.Any(bucket => bucket.HasChanged && bucket.Ids.Count > LongestBucket))
        {
            for (var split = 0; split < (_added + IdsASplit - 1) / IdsASplit; split++)
            {
                Split();
            }
        }

        foreach (var (number, bucket) in _read.Where(bucket => bucket.Value.HasChanged))
        {
            bucket.Ids.RemoveAll(id => id.Day < droppable);
            tables.WriteIds(account, person, number, Pack(bucket.Ids), newest.Number);
        }
    }

    private void Split()
    {
        var (from, to) = (BucketAt(IdRecords.NextToSplit(Buckets)), new Bucket([]));
        to.Ids.AddRange(from.Ids.Where(id => IdRecords.SlotOf(id.Hash, Buckets) == Buckets));
        from.Ids.RemoveAll(id => IdRecords.SlotOf(id.Hash, Buckets) == Buckets);
        from.HasChanged = to.HasChanged = true;
        _read[Buckets++] = to;
    }

    private Bucket BucketAt(int number)
    {
        if (!_read.TryGetValue(number, out var bucket))
        {
            _read[number] = bucket = new Bucket(tables.Ids(account, person, number));
        }

        return bucket;
    }

    private static byte[] Pack(List<(Day Day, ulong Hash)> ids)
    {
        var packed = new byte[ids.Count * IdRecords.Size];
        for (var index = 0; index < ids.Count; index++)
        {
            IdRecords.Write(packed.AsSpan(index * IdRecords.Size), ids[index].Day, ids[index].Hash);
        }

        return packed;
    }

    private sealed class Bucket
    {
        public Bucket(byte[] packed)
        {
            Ids = new List<(Day, ulong)>((packed.Length / IdRecords.Size) + 4);
            for (var at = 0; at < packed.Length; at += IdRecords.Size)
            {
                Ids.Add((IdRecords.DayOf(packed.AsSpan(at)), IdRecords.HashOf(packed.AsSpan(at))));
            }
        }

        public List<(Day Day, ulong Hash)> Ids { get; }

        public bool HasChanged { get; set; }
    }
}
