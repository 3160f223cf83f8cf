using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Actors in threads of their own.</summary>
internal sealed class ThreadedSelfPlay : ISelfPlay
{
    private readonly Actor[] _actors;
    private readonly ActorThreads _threads;
    private readonly InMemoryReplay _replay;
    private readonly WaitMeter _waits = new();

    public ThreadedSelfPlay(Actor[] actors, InMemoryReplay replay, IWeightStore weights, Action<Episode> finished)
    {
        _actors = actors;
        _replay = replay;
        _threads = new ActorThreads(actors, weights, (episode, stop) =>
        {
            finished(episode);
            _waits.Begin();
            try
            {
                replay.Deliver(episode, stop);
            }
            finally
            {
                _waits.End();
            }
        });
    }

    public long Moves => _threads.Moves;

    public long Simulations => _threads.Simulations;

    public int Threads => _actors.Length;

    public double WaitedSeconds => _waits.Seconds;

    public void Start() => _threads.Start();

    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _threads.Stopping);
        try
        {
            // The buffer asks the token only while it waits.
            either.Token.ThrowIfCancellationRequested();
            _replay.Sample(samples, random, either.Token);
        }
        catch (OperationCanceledException) when (_threads.Fault is { } fault)
        {
            throw fault;
        }
    }

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
}
