using MuZero.Diagnostics;
using MuZero.Networks;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Training;

/// <summary>Actors in threads of their own, beside the trainer.</summary>
internal sealed class ThreadedSelfPlay : ISelfPlay
{
    private readonly Actor[] _actors;
    private readonly Thread[] _threads;
    private readonly IReplay _replay;
    private readonly IWeightStore _weights;
    private readonly Action<Episode> _finished;
    private readonly CancellationTokenSource _stop = new();
    private Exception? _fault;

    public ThreadedSelfPlay(Actor[] actors, IReplay replay, IWeightStore weights, Action<Episode> finished)
    {
        _actors = actors;
        _replay = replay;
        _weights = weights;
        _finished = finished;
        _threads = Array.ConvertAll(actors, actor => new Thread(() => Play(actor)) { IsBackground = true, Name = "self-play" });
    }

    public long Moves => _actors.Sum(actor => actor.Moves);

    public long Simulations => _actors.Sum(actor => actor.Simulations);

    public void Start() => Array.ForEach(_threads, thread => thread.Start());

    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        try
        {
            // The buffer asks the token only while it waits.
            either.Token.ThrowIfCancellationRequested();
            _replay.Sample(samples, random, either.Token);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _fault) is { } fault)
        {
            throw fault as UserException ?? new UserException(ExitCode.RunFailed, $"Self-play stopped: {fault.GetType().Name}: {fault.Message}", fault);
        }
    }

    public void Stop()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads.Where(thread => thread.IsAlive))
        {
            thread.Join();
        }
    }

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

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        Array.ForEach(_actors, actor => actor.Dispose());
    }

    private void Play(Actor actor)
    {
        List<Episode> finished = [];
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                WeightHandover.Take(actor, _weights);
                finished.Clear();
                actor.Step(finished);
                foreach (Episode episode in finished)
                {
                    _finished(episode);
                    _replay.Insert(episode, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run stops.
        }
#pragma warning disable CA1031 // Whatever ends an actor, a fault in a user's game included, ends the run with its message and never the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _fault, fault, null);
            _stop.Cancel();
        }
    }
}

/// <summary>Actors take the newest weights between two moves.</summary>
internal static class WeightHandover
{
    public static void Take(Actor actor, IWeightStore weights)
    {
        if (weights.LatestVersion > actor.WeightVersion && weights.Latest() is { } latest)
        {
            actor.Load(latest);
        }
    }
}
