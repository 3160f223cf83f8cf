using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;

namespace MuZero.Farm.Trainer;

/// <summary>Self-play by the workers of a farm, whose episodes come through the replay buffer.</summary>
public sealed class RemoteActors : IActors
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    private readonly RedisReplay _replay;
    private readonly EpisodeInbox _inbox;
    private readonly WorkerRegistry _registry;
    private readonly Outages _outages;
    private readonly CancellationTokenSource _stop = new();
    private Thread? _follower;
    private long _moves;
    private UserException? _fault; // of the follower

    /// <summary>Counts episodes from now on.</summary>
    public RemoteActors(RedisReplay replay, EpisodeInbox inbox, WorkerRegistry registry, Outages outages)
    {
        (_replay, _inbox, _registry, _outages) = (replay, inbox, registry, outages);
        inbox.Arrived += Count;
    }

    /// <inheritdoc/>
    public event Action<Episode>? EpisodeFinished;

    /// <inheritdoc/>
    public ActorCounters Counters => new(Volatile.Read(ref _moves), _registry.Simulations, 0.0);

    /// <inheritdoc/>
    public int Threads => 0;

    /// <inheritdoc/>
    public CancellationToken Stopping => _stop.Token;

    /// <inheritdoc/>
    public UserException? Fault => Volatile.Read(ref _fault);

    /// <inheritdoc/>
    public void Start()
    {
        _follower = new Thread(Follow) { IsBackground = true, Name = "replay" };
        _follower.Start();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        _stop.Cancel();
        if (_follower is { IsAlive: true } follower)
        {
            follower.Join();
        }
    }

    /// <inheritdoc/>
    /// <remarks>As many actors as this process has: none. The same layout as that of threaded actors, so that a run may go from one to the other.</remarks>
    public void Save(BinaryWriter writer) => writer.Write(0);

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _inbox.Arrived -= Count;
        _stop.Dispose();
    }

    private void Count(Episode episode)
    {
        Interlocked.Add(ref _moves, episode.Length);
        EpisodeFinished?.Invoke(episode);
    }

    // Decodes pushed episodes in a thread of its own, so that the trainer finds them when it draws.
    private void Follow()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _replay.Follow();
            }
            catch (RedisUnavailableException fault)
            {
                _outages.Begin(Outages.Redis, fault.Message);
            }
            catch (UserException fault)
            {
                // Fenced off: the trainer's thread ends the run.
                Volatile.Write(ref _fault, fault);
                _stop.Cancel();
                return;
            }

            _stop.Token.WaitHandle.WaitOne(_pause);
        }
    }
}

/// <summary>The way of episodes from the replay buffer, which finds them, to the run, which counts them.</summary>
public sealed class EpisodeInbox
{
    /// <summary>Raised for each sound episode once, in order, on the thread that read it from Redis.</summary>
    public event Action<Episode>? Arrived;

    /// <summary>Passes an episode on.</summary>
    public void Deliver(Episode episode) => Arrived?.Invoke(episode);
}
