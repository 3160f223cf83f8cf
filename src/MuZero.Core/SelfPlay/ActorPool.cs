using MuZero.Errors;
using MuZero.Networks;

namespace MuZero.SelfPlay;

/// <summary>Actors, each in a thread of its own: it plays with the newest weights and hands its episodes over, until it is stopped or one
/// of them fails.</summary>
internal sealed class ActorPool : IDisposable
{
    private readonly Actor[] _actors;
    private readonly RepeatingThreads _threads;

    /// <summary>Threads that do not run yet.</summary>
    /// <param name="actors">Belong to the threads from now on; disposed with them.</param>
    /// <param name="weights">Polled for newer weights between two moves.</param>
    /// <param name="deliver">Takes an episode over, and may wait; called by many threads.</param>
    public ActorPool(Actor[] actors, IWeightSource weights, Action<Episode, CancellationToken> deliver)
    {
        _actors = actors;
        _threads = new RepeatingThreads("Self-play", [.. actors.Select(actor => MoveOf(actor, weights, deliver))]);
    }

    /// <summary>Threads that play, all of them at first; the others pause between two moves.</summary>
    public int Playing
    {
        get => _threads.Running;
        set => _threads.Running = value;
    }

    /// <summary>Moves so far, by all actors.</summary>
    public long Moves => _actors.Sum(actor => actor.Moves);

    /// <summary>Simulations so far, by all actors.</summary>
    public long Simulations => _actors.Sum(actor => actor.Simulations);

    /// <summary>Version of the oldest weights that an actor plays with.</summary>
    public long WeightVersion => _actors.Take(Playing).Min(actor => actor.WeightVersion);

    /// <summary>Cancelled when the threads are to stop, by <see cref="Stop"/> or by an actor's fault.</summary>
    public CancellationToken Stopping => _threads.Stopping;

    /// <summary>The fault that ended an actor, with a message for the user; null if there was none.</summary>
    public UserException? Fault => _threads.Fault;

    /// <summary>Begins to play; weights are in the store.</summary>
    public void Start() => _threads.Start();

    /// <summary>Stops playing and waits until every thread has ended.</summary>
    public void Stop() => _threads.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        _threads.Dispose();
        Array.ForEach(_actors, actor => actor.Dispose());
    }

    // One move in every game of an actor.
    private static Action<CancellationToken> MoveOf(Actor actor, IWeightSource weights, Action<Episode, CancellationToken> deliver)
    {
        List<Episode> finished = [];
        return stop =>
        {
            actor.Follow(weights);
            finished.Clear();
            actor.PlayMove(finished);
            foreach (Episode episode in finished)
            {
                deliver(episode, stop);
            }
        };
    }
}
