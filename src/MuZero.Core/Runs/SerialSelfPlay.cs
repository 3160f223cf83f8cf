using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Actors that play only when the trainer needs samples, in its thread: the order of everything is fixed, so a run repeats bit for bit.</summary>
internal sealed class SerialSelfPlay(IGame game, Actor[] actors, InMemoryReplay replay, IWeightStore weights, Action<Episode> finished) : ISelfPlay
{
    private readonly Queue<Episode> _waiting = new();
    private readonly List<Episode> _ended = [];

    public long Moves => actors.Sum(actor => actor.Moves);

    public long Simulations => actors.Sum(actor => actor.Simulations);

    public int Threads => 0;

    public double WaitedSeconds => 0.0;

    public void Start()
    {
    }

    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            while (_waiting.TryPeek(out Episode? episode) && replay.TryDeliver(episode))
            {
                _waiting.Dequeue();
            }

            if (replay.TrySample(samples, random))
            {
                return;
            }

            // The limiter never refuses both sides, so nothing waits here.
            foreach (Actor actor in actors)
            {
                Step(actor);
            }
        }
    }

    public void Stop()
    {
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_waiting.Count);
        foreach (Episode episode in _waiting)
        {
            byte[] frame = EpisodeCodec.Encode(episode);
            writer.Write(frame.Length);
            writer.Write(frame);
        }

        writer.Write(actors.Length);
        Array.ForEach(actors, actor => actor.Save(writer));
    }

    public void Load(BinaryReader reader)
    {
        for (int waiting = reader.ReadInt32(); waiting > 0; waiting--)
        {
            _waiting.Enqueue(EpisodeCodec.Decode(reader.ReadBytes(reader.ReadInt32()), game));
        }

        int saved = reader.ReadInt32();
        if (saved != actors.Length)
        {
            throw new IncompatibleException($"The checkpoint has {saved} actors and this run {actors.Length}. Set self_play.actors to {saved} to resume a deterministic run.");
        }

        Array.ForEach(actors, actor => actor.Load(reader));
    }

    public void Dispose() => Array.ForEach(actors, actor => actor.Dispose());

    private void Step(Actor actor)
    {
        WeightHandover.Take(actor, weights);
        _ended.Clear();
        actor.Step(_ended);
        foreach (Episode episode in _ended)
        {
            finished(episode);
            _waiting.Enqueue(episode);
        }
    }
}
