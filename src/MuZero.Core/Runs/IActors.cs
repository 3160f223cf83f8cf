using MuZero.Errors;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>A run's self-play, in this process or elsewhere: its life, its counters and its part of a checkpoint.</summary>
public interface IActors : IDisposable
{
    /// <summary>Counts so far.</summary>
    ActorCounters Counters { get; }

    /// <summary>Actor threads of this process that play, from 1 to <see cref="MostThreads"/>; the others pause between two moves. May be
    /// set while they play. 0 if actors play elsewhere or in the trainer's thread; setting it changes nothing then.</summary>
    int Threads
    {
        get => 0;
        set
        {
        }
    }

    /// <summary>Actor threads of this process, without the trainer's; 0 if actors play elsewhere or in the trainer's thread.</summary>
    int MostThreads => 0;

    /// <summary>Cancelled when self-play ends, by <see cref="Stop"/> or by a fault; the trainer then waits for no more samples.</summary>
    CancellationToken Stopping { get; }

    /// <summary>The error that ended self-play, or null.</summary>
    UserException? Fault { get; }

    /// <summary>Raised for each finished episode before the replay buffer takes it, on the thread that played or received it.</summary>
    event Action<Episode>? EpisodeFinished;

    /// <summary>Begins to play; weights have been published.</summary>
    void Start();

    /// <summary>Stops playing and waits until every actor has stopped.</summary>
    void Stop();

    /// <summary>Writes the state that a resumed run needs.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes over what <see cref="Save"/> wrote, before <see cref="Start"/>.</summary>
    void Load(BinaryReader reader);
}

/// <summary>Self-play's counts, all actors together.</summary>
/// <param name="Moves">Moves so far: environment steps.</param>
/// <param name="Simulations">Simulations so far.</param>
/// <param name="WaitedSeconds">Seconds that this process's actor threads have waited for the trainer.</param>
public readonly record struct ActorCounters(long Moves, long Simulations, double WaitedSeconds);
