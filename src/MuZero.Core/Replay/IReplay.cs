using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The trainer's side of a replay buffer: positions drawn in proportion to their priorities.</summary>
/// <remarks>Episodes are delivered through an <see cref="IEpisodeSink"/>. Safe for one sampling and many delivering threads.</remarks>
public interface IReplay
{
    /// <summary>Counts and sizes as of now.</summary>
    ReplayStatistics Statistics { get; }

    /// <summary>Draws positions with replacement, unless the limiter holds samples back or the buffer is empty.</summary>
    /// <param name="samples">Filled entirely or not at all.</param>
    /// <param name="random">The stream that decides; the same state of buffer and stream draws the same positions.</param>
    /// <returns>False if the limiter refuses; nothing was drawn.</returns>
    bool TrySample(Span<ReplaySample> samples, RandomStream random);

    /// <summary>Draws positions, waiting while the limiter holds samples back.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was drawn.</exception>
    void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation);

    /// <summary>Gives positions new priorities. Keys of episodes that left the buffer are passed over.</summary>
    /// <exception cref="ArgumentException">A priority is negative or not finite; none is changed.</exception>
    void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities);
}

/// <summary>The name of a position for as long as its episode is in the buffer; numbers are never used again.</summary>
/// <param name="Episode">The buffer's number of the episode.</param>
/// <param name="Position">The decision within it.</param>
public readonly record struct PositionKey(long Episode, int Position);

/// <summary>A drawn position.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Episode">Its episode.</param>
/// <param name="Probability">The probability of this draw, P(i).</param>
/// <param name="Weight">The importance weight (1 / (N P(i)))^beta over the largest of the batch, in (0, 1].</param>
public readonly record struct ReplaySample(PositionKey Key, Episode Episode, double Probability, float Weight)
{
    /// <summary>Positions that were inserted after it: its age in environment steps.</summary>
    public long Age { get; init; }
}

/// <summary>The buffer's counts.</summary>
/// <param name="Episodes">Episodes held.</param>
/// <param name="Positions">Positions held.</param>
/// <param name="Bytes">Managed bytes held.</param>
/// <param name="InsertedEpisodes">Episodes ever inserted.</param>
/// <param name="InsertedPositions">Positions ever inserted: the environment steps of the run.</param>
/// <param name="SampledPositions">Positions ever drawn.</param>
/// <param name="Evicted">Episodes that left by the bounds.</param>
public readonly record struct ReplayStatistics(int Episodes, long Positions, long Bytes, long InsertedEpisodes, long InsertedPositions,
    long SampledPositions, long Evicted)
{
    /// <summary>Samples drawn per position inserted, so far.</summary>
    public double SamplesPerInsert => InsertedPositions == 0 ? 0.0 : (double)SampledPositions / InsertedPositions;
}

/// <summary>A replay buffer that ends with its process, so that checkpoints keep its content.</summary>
public interface ISavedReplay : IReplay
{
    /// <summary>Writes the whole buffer: episodes, priorities and counters.</summary>
    void Save(Stream stream);

    /// <summary>Takes over what <see cref="Save"/> wrote, in place of what the buffer holds.</summary>
    /// <param name="stream">Read up to the end of the buffer's bytes.</param>
    /// <param name="game">Plays the episodes again to restore their observations.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged or incomplete; the buffer is unchanged.</exception>
    /// <exception cref="IncompatibleException">The episodes belong to another game or version; the buffer is unchanged.</exception>
    void Load(Stream stream, IGame game);
}
