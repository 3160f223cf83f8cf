using System.Buffers.Binary;
using MuZero.Errors;
using MuZero.Files;
using MuZero.Games;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The numbers that a saved buffer goes on with.</summary>
/// <param name="OldestEpisode">Number of the first episode held: the episodes that left.</param>
/// <param name="Episodes">Episodes held.</param>
/// <param name="FirstPosition">Number of the first position held.</param>
/// <param name="Positions">Positions held.</param>
/// <param name="Capacity">Slots of the sampler, on which draws depend.</param>
/// <param name="Sampled">Positions ever drawn.</param>
/// <param name="MaxPriority">The largest priority given.</param>
internal readonly record struct ReplayCounters(long OldestEpisode, int Episodes, long FirstPosition, long Positions, int Capacity,
    long Sampled, float MaxPriority);

/// <summary>A replay buffer at one moment, and its form as bytes.</summary>
/// <remarks> Little-endian: "MZRB", format version (4), the seven counters (44), CRC-32C of these (4). Then for each episode, oldest first:
/// its number (8), its frame's length (4), the frame, its priorities (4 each, one per decision), CRC-32C of all that (4). At the end
/// "MZRE".
/// </remarks>
internal sealed class ReplaySnapshot(ReplayCounters counters, Episode[] episodes, float[] priorities)
{
    private const int FormatVersion = 1;
    private const int HeaderBytes = 4 + 4 + 44 + 4;
    private const int RecordHeaderBytes = 12;

    private static ReadOnlySpan<byte> Magic => "MZRB"u8;

    private static ReadOnlySpan<byte> EndMark => "MZRE"u8;

    public ReplayCounters Counters { get; } = counters;

    /// <summary>The episodes, oldest first.</summary>
    public Episode[] Episodes { get; } = episodes;

    /// <summary>[positions] the priorities as they are, not to the power of a.</summary>
    public float[] Priorities { get; } = priorities;

    public void Write(Stream stream)
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), FormatVersion);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), Counters.OldestEpisode);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), Counters.Episodes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), Counters.FirstPosition);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(28), Counters.Positions);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(36), Counters.Capacity);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(40), Counters.Sampled);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(48), Counters.MaxPriority);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(52), Crc32C.Compute(header.AsSpan(0, 52)));
        stream.Write(header);
        int offset = 0;
        for (int i = 0; i < Episodes.Length; i++)
        {
            WriteEpisode(stream, Counters.OldestEpisode + i, Episodes[i], Priorities.AsSpan(offset, Episodes[i].Length));
            offset += Episodes[i].Length;
        }

        stream.Write(EndMark);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CorruptDataException">The bytes are damaged or incomplete.</exception>
    /// <exception cref="IncompatibleException">They were written by a newer version, or belong to another game or game version.</exception>
    public static ReplaySnapshot Read(Stream stream, IGame game)
    {
        ReplayCounters counters = ReadHeader(stream);
        var episodes = new List<Episode>();
        var priorities = new List<float>();
        for (int i = 0; i < counters.Episodes; i++)
        {
            episodes.Add(ReadEpisode(stream, counters.OldestEpisode + i, game, priorities));
        }

        Span<byte> end = stackalloc byte[4];
        ReadExactly(stream, end);
        Require(end.SequenceEqual(EndMark), "its end mark is missing");
        Require(priorities.Count == counters.Positions, $"it promises {counters.Positions} positions and holds {priorities.Count}");
        return new ReplaySnapshot(counters, [.. episodes], [.. priorities]);
    }

    private static void WriteEpisode(Stream stream, long number, Episode episode, ReadOnlySpan<float> priorities)
    {
        byte[] frame = EpisodeCodec.Encode(episode);
        byte[] buffer = new byte[RecordHeaderBytes + frame.Length + (priorities.Length * sizeof(float)) + sizeof(uint)];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, number);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(8), frame.Length);
        frame.CopyTo(buffer, RecordHeaderBytes);
        int offset = RecordHeaderBytes + frame.Length;
        foreach (float priority in priorities)
        {
            BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(offset), priority);
            offset += sizeof(float);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(offset), Crc32C.Compute(buffer.AsSpan(0, offset)));
        stream.Write(buffer);
    }

    private static ReplayCounters ReadHeader(Stream stream)
    {
        byte[] header = new byte[HeaderBytes];
        ReadExactly(stream, header);
        Require(header.AsSpan().StartsWith(Magic), "it does not begin as one");
        int version = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        if (version > FormatVersion)
        {
            throw new IncompatibleException(
                $"A saved replay buffer has format version {version} and this program reads up to {FormatVersion}; use a newer program.");
        }

        Require(Crc32C.Compute(header.AsSpan(0, 52)) == BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(52)),
            "its header's checksum does not match");
        var counters = new ReplayCounters(
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)),
            BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16)),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(20)),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(28)),
            BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(36)),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(40)),
            BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(48)));
        Require(AreSound(counters), "its counters contradict one another");
        return counters;
    }

    // The capacity is the one number that memory is allocated by; it only ever doubled while positions came in.
    private static bool AreSound(ReplayCounters counters) =>
        counters is
        {
            OldestEpisode: >= 0, Episodes: >= 0, FirstPosition: >= 0, Positions: >= 0, Sampled: >= 0,
            Capacity: >= PrioritizedSampler.LeastCapacity, MaxPriority: >= 1.0f and < float.PositiveInfinity
        }
        && int.IsPow2(counters.Capacity)
        && counters.Positions <= counters.Capacity
        && counters.FirstPosition <= long.MaxValue - counters.Positions
        && (counters.Capacity == PrioritizedSampler.LeastCapacity || counters.Capacity / 2 <= counters.FirstPosition + counters.Positions)
        && counters.OldestEpisode <= long.MaxValue - counters.Episodes;

    private static Episode ReadEpisode(Stream stream, long number, IGame game, List<float> priorities)
    {
        byte[] header = new byte[RecordHeaderBytes];
        ReadExactly(stream, header);
        int frameLength = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        Require(BinaryPrimitives.ReadInt64LittleEndian(header) == number, $"episode {number} is not in its place");
        Require(frameLength is >= 0 and <= EpisodeCodec.MaxRawBytes + EpisodeCodec.MaxFrameOverheadBytes,
            $"episode {number} claims {frameLength:N0} bytes");
        byte[] frame = new byte[frameLength];
        ReadExactly(stream, frame);
        Episode episode = EpisodeCodec.Decode(frame, game);
        byte[] tail = new byte[(episode.Length + 1) * sizeof(float)];
        ReadExactly(stream, tail);
        ReadOnlySpan<byte> values = tail.AsSpan(0, episode.Length * sizeof(float));
        uint crc = Crc32C.Append(Crc32C.Append(Crc32C.Compute(header), frame), values);
        Require(crc == BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(values.Length)),
            $"the checksum of episode {number} does not match");
        for (int t = 0; t < episode.Length; t++)
        {
            float priority = BinaryPrimitives.ReadSingleLittleEndian(values[(t * sizeof(float))..]);
            Require(priority is >= 0.0f and < float.PositiveInfinity, $"episode {number} has a priority of {priority}");
            priorities.Add(priority);
        }

        return episode;
    }

    private static void ReadExactly(Stream stream, Span<byte> buffer) =>
        Require(stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length, "it ends too early");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CorruptDataException(
                $"A saved replay buffer is damaged: {otherwise}; continue from an older checkpoint, or without its replay.");
        }
    }
}
