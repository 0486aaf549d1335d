using System.Diagnostics.CodeAnalysis;
using BuyingGroups.Storage.Sql.Invalidations;
using Microsoft.Extensions.Caching.Memory;

namespace BuyingGroups.Server.Freshness;

/// <summary>
/// A bounded cache of what was read from SQL, from which the log of invalidations removes what it names. The protocol is described at
/// <see cref="SharedStateLease"/>. Each entry carries the position of the log that its read included. An invalidation removes what was read
/// before it, and keeps out what was still being read meanwhile.
/// </summary>
internal sealed class FencedCache<TKey, TValue> : IDisposable
    where TKey : notnull
{
    // How many invalidations are remembered. They have to be known to every read that is under way, and reads end within seconds.
    private const int Remembered = 20_000;

    private readonly Lock _gate = new();
    private readonly SharedStateLease _lease;
    private readonly InvalidationKind _kind;
    private readonly Func<string, TKey> _keyOf;
    private readonly MemoryCache _cache;
    private readonly Dictionary<TKey, long> _invalidatedAt = [];
    private readonly Queue<(TKey Key, long Position)> _invalidations = new();
    private long _floor;

    /// <param name="lease">Announces invalidations.</param>
    /// <param name="size">The most entries that are kept.</param>
    /// <param name="kind">The kind of invalidations that name keys of this cache.</param>
    /// <param name="keyOf">Makes the key from the id that an invalidation names.</param>
    public FencedCache(SharedStateLease lease, long size, InvalidationKind kind, Func<string, TKey> keyOf)
    {
        (_lease, _kind, _keyOf) = (lease, kind, keyOf);
        _cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = size });
        lease.Invalidated += Invalidate;
    }

    /// <summary>Finds an entry. Takes no lock.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_cache.TryGetValue(key, out Entry? entry))
        {
            value = entry!.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Keeps what was read, unless it has been invalidated since.</summary>
    /// <param name="key">The entry's key.</param>
    /// <param name="value">What was read.</param>
    /// <param name="position">The position of the log of invalidations up to which the read included everything.</param>
    /// <param name="keptFor">How long to keep it; null means until the room is needed.</param>
    public void Keep(TKey key, TValue value, long position, TimeSpan? keptFor = null)
    {
        lock (_gate)
        {
            if (position >= _floor && position >= _invalidatedAt.GetValueOrDefault(key))
            {
                _cache.Set(
                    key, new Entry(value, position), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = keptFor });
            }
        }
    }

    /// <summary>Removes an entry.</summary>
    public void Remove(TKey key) => _cache.Remove(key);

    /// <summary>Removes, and keeps out, what was read before an invalidation of it.</summary>
    /// <param name="position">
    /// The position of the log just before the first of the invalidations, or the current position if they are null.
    /// </param>
    /// <param name="invalidations">
    /// The invalidations in their order, one per position; null means that everything that doesn't include <paramref name="position"/> is
    /// invalid.
    /// </param>
    public void Invalidate(long position, IReadOnlyList<Invalidation>? invalidations)
    {
        lock (_gate)
        {
            if (invalidations is null)
            {
                InvalidateAll(position);
                return;
            }

            foreach (var invalidation in invalidations)
            {
                position++;
                if (invalidation.Kind == _kind)
                {
                    Invalidate(_keyOf(invalidation.Id), position);
                }
                else if (invalidation.Kind == InvalidationKind.AllGroups && _kind == InvalidationKind.Group)
                {
                    InvalidateAll(position);
                }
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _lease.Invalidated -= Invalidate;
        _cache.Dispose();
    }

    private void Invalidate(TKey key, long position)
    {
        if (_cache.TryGetValue(key, out Entry? entry) && entry!.Position < position)
        {
            _cache.Remove(key);
        }

        _invalidatedAt[key] = position;
        _invalidations.Enqueue((key, position));
        if (_invalidations.Count > Remembered)
        {
            // An invalidation that is no longer remembered individually raises the floor: every read that began before it is refused.
            var oldest = _invalidations.Dequeue();
            _floor = oldest.Position;
            if (_invalidatedAt[oldest.Key] == oldest.Position)
            {
                _invalidatedAt.Remove(oldest.Key);
            }
        }
    }

    // The position may be lower than before, if an older state of the database was restored.
    private void InvalidateAll(long position)
    {
        _floor = position;
        _invalidatedAt.Clear();
        _invalidations.Clear();
        _cache.Clear();
    }

    private sealed record Entry(TValue Value, long Position);
}
