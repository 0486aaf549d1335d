using System.Buffers.Binary;

namespace BuyingGroups.Storage.Sql.Embedded;

/// <summary>
/// Reads SQLite's write-ahead log (sqlite.org/fileformat2.html, section 4) to find out whether it lost anything. SQLite itself takes the
/// first frame with a wrong checksum for the end of the log, and silently ignores the transactions after it.
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const uint Magic = 0x377f0682;

    /// <summary>The damage of a log, as the end of a sentence that begins with its name; null if none was found.</summary>
    /// <param name="path">The log's file.</param>
    /// <param name="sameBoot">
    /// Whether the machine has been running without a restart since the log was written. Then nothing can be missing in the middle. After a
    /// loss of power, the last transaction, which was acknowledged to nobody, may be there in part.
    /// </param>
    public static string? FindDamage(string path, bool sameBoot)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        if (file.Length < HeaderSize)
        {
            return $"has {file.Length} bytes, which is less than its header";
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        file.ReadExactly(header);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var pageSize = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        if ((magic & ~1u) != Magic || pageSize is < 512 or > 65536)
        {
            return "has no header of a write-ahead log";
        }

        var isBigEndian = (magic & 1) != 0;
        var running = new Checksum().Add(header[..24], isBigEndian);
        if (running != Checksum.At(header[24..]))
        {
            return "has a damaged header";
        }

        return FindDamage(file, (int)pageSize, header[16..24].ToArray(), running, isBigEndian, sameBoot);
    }

    private static string? FindDamage(FileStream file, int pageSize, byte[] salts, Checksum running, bool isBigEndian, bool sameBoot)
    {
        var frame = new byte[FrameHeaderSize + pageSize];
        long? end = null;
        var commits = 0;
        var wholeCommits = 0;
        for (long at = HeaderSize; file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; at += frame.Length)
        {
            // Frames with another salt belong to an earlier cycle of the log, and have been written to the database since.
            if (!frame.AsSpan(8, 8).SequenceEqual(salts))
            {
                end ??= at;
                running = Checksum.At(frame.AsSpan(16));
                continue;
            }

            var computed = running.Add(frame.AsSpan(0, 8), isBigEndian).Add(frame.AsSpan(FrameHeaderSize), isBigEndian);
            var isWhole = computed == Checksum.At(frame.AsSpan(16));
            end ??= isWhole ? null : at;
            if (end is not null && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0)
            {
                commits++;
                wholeCommits += isWhole ? 1 : 0;
            }

            running = Checksum.At(frame.AsSpan(16));
        }

        return commits > 1 || (commits > 0 && (sameBoot || wholeCommits > 1))
            ? $"is damaged at byte {end}, and {commits} transaction(s) that were committed can't be read"
            : null;
    }

    /// <summary>The log's checksum: two sums that continue from frame to frame.</summary>
    private readonly record struct Checksum(uint First, uint Second)
    {
        public static Checksum At(ReadOnlySpan<byte> bytes) =>
            new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));

        public Checksum Add(ReadOnlySpan<byte> bytes, bool isBigEndian)
        {
            var (first, second) = (First, Second);
            unchecked
            {
                for (; bytes.Length >= 8; bytes = bytes[8..])
                {
                    first += Word(bytes, isBigEndian) + second;
                    second += Word(bytes[4..], isBigEndian) + first;
                }
            }

            return new Checksum(first, second);
        }

        private static uint Word(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
