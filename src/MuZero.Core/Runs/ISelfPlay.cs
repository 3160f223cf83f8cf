using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>The source of a run's samples: actors in their own threads, or in turn with the trainer.</summary>
public interface ISelfPlay : IDisposable
{
    /// <summary>Moves so far, by all actors.</summary>
    long Moves { get; }

    /// <summary>Simulations so far, by all actors.</summary>
    long Simulations { get; }

    /// <summary>Actor threads of this process, without the trainer's.</summary>
    int Threads { get; }

    /// <summary>Seconds that they have waited for the trainer, all of them together.</summary>
    double WaitedSeconds { get; }

    /// <summary>Begins to play; weights are in the store.</summary>
    void Start();

    /// <summary>Draws positions, waiting (or playing) until the limiter allows it.</summary>
    void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation);

    /// <summary>Stops playing and waits until every actor has stopped.</summary>
    void Stop();

    /// <summary>Writes what a resumed run needs.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes over what <see cref="Save"/> wrote, before <see cref="Start"/>.</summary>
    void Load(BinaryReader reader);
}
