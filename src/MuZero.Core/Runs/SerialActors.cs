using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Actors that play only when the trainer needs samples, in its thread: the order of everything is fixed, so a run repeats bit for
/// bit.</summary>
internal sealed class SerialActors : IActors
{
    private readonly IGame _game;
    private readonly Actor[] _actors;
    private readonly IWeightSource _weights;
    private readonly Queue<Episode> _waiting = new();
    private readonly List<Episode> _ended = [];

    public SerialActors(IGame game, Actor[] actors, InMemoryReplay buffer, IWeightSource weights)
    {
        (_game, _actors, _weights) = (game, actors, weights);
        Replay = new PlayingReplay(this, buffer);
    }

    public event Action<Episode>? EpisodeFinished;

    /// <summary>The buffer as the trainer sees it: a draw that the limiter holds back lets the actors play until it is allowed.</summary>
    public ISavedReplay Replay { get; }

    public ActorCounters Counters => new(_actors.Sum(actor => actor.Moves), _actors.Sum(actor => actor.Simulations), 0.0);

    public CancellationToken Stopping => CancellationToken.None;

    public UserException? Fault => null;

    public void Start()
    {
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

        writer.Write(_actors.Length);
        Array.ForEach(_actors, actor => actor.Save(writer));
    }

    public void Load(BinaryReader reader)
    {
        for (int waiting = reader.ReadInt32(); waiting > 0; waiting--)
        {
            _waiting.Enqueue(EpisodeCodec.Decode(reader.ReadBytes(reader.ReadInt32()), _game));
        }

        int saved = reader.ReadInt32();
        if (saved != _actors.Length)
        {
            throw new IncompatibleException(
                $"The checkpoint has {Quantity.Of(saved, "actor")} and this run {_actors.Length}. Set self_play.actors to {saved} to "
                    + "resume a deterministic run.");
        }

        Array.ForEach(_actors, actor => actor.Load(reader));
    }

    public void Dispose() => Array.ForEach(_actors, actor => actor.Dispose());

    private void Play()
    {
        foreach (Actor actor in _actors)
        {
            actor.Follow(_weights);
            _ended.Clear();
            actor.PlayMove(_ended);
            foreach (Episode episode in _ended)
            {
                EpisodeFinished?.Invoke(episode);
                _waiting.Enqueue(episode);
            }
        }
    }

    private sealed class PlayingReplay(SerialActors actors, InMemoryReplay buffer) : ISavedReplay
    {
        public ReplayStatistics Statistics => buffer.Statistics;

        public bool TrySample(Span<ReplaySample> samples, RandomStream random)
        {
            while (actors._waiting.TryPeek(out Episode? episode) && buffer.TryDeliver(episode))
            {
                actors._waiting.Dequeue();
            }

            return buffer.TrySample(samples, random);
        }

        public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();

            // The limiter never refuses both sides, so nothing waits here.
            while (!TrySample(samples, random))
            {
                actors.Play();
                cancellation.ThrowIfCancellationRequested();
            }
        }

        public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
            => buffer.UpdatePriorities(keys, priorities);

        public void Save(Stream stream) => buffer.Save(stream);

        public void Load(Stream stream, IGame game) => buffer.Load(stream, game);
    }
}
