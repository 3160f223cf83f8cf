using MuZero.Errors;
using MuZero.Networks;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Actors in threads of their own.</summary>
internal sealed class ThreadedActors : IActors
{
    private readonly Actor[] _actors;
    private readonly ActorPool _threads;
    private readonly IEpisodeSink _sink;
    private readonly WaitMeter _waits = new();

    public ThreadedActors(Actor[] actors, IEpisodeSink sink, IWeightSource weights)
    {
        (_actors, _sink) = (actors, sink);
        _threads = new ActorPool(actors, weights, Deliver);
    }

    public event Action<Episode>? EpisodeFinished;

    public ActorCounters Counters => new(_threads.Moves, _threads.Simulations, _waits.Seconds);

    public int Threads
    {
        get => _threads.Playing;
        set => _threads.Playing = value;
    }

    public int MostThreads => _actors.Length;

    public CancellationToken Stopping => _threads.Stopping;

    public UserException? Fault => _threads.Fault;

    public void Start() => _threads.Start();

    public void Stop() => _threads.Stop();

    // Threads stop at no fixed point, so their unfinished games are dropped; a resumed actor goes on with new ones.
    public void Save(BinaryWriter writer)
    {
        writer.Write(_actors.Length);
        Array.ForEach(_actors, actor => writer.Write(actor.Started));
    }

    public void Load(BinaryReader reader)
    {
        int saved = reader.ReadInt32();
        for (int i = 0; i < saved; i++)
        {
            long started = reader.ReadInt64();
            if (i < _actors.Length)
            {
                _actors[i].ContinueAfter(started);
            }
        }
    }

    public void Dispose() => _threads.Dispose();

    private void Deliver(Episode episode, CancellationToken stop)
    {
        EpisodeFinished?.Invoke(episode);
        _waits.Begin();
        try
        {
            _sink.Deliver(episode, stop);
        }
        finally
        {
            _waits.End();
        }
    }
}
