using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;

namespace MuZero.Farm.Trainer;

/// <summary>Self-play by the workers of a farm, whose episodes come through the replay buffer.</summary>
internal sealed class RemoteActors(RedisReplay replay, WorkerRegistry registry, Outages outages) : IActors
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Thread? _follower;
    private long _moves;
    private UserException? _fault; // of the follower

    public event Action<Episode>? EpisodeFinished;

    public ActorCounters Counters => new(Volatile.Read(ref _moves), registry.Simulations, 0.0);

    public CancellationToken Stopping => _stop.Token;

    public UserException? Fault => Volatile.Read(ref _fault);

    public void Start()
    {
        replay.Arrived += Count;
        _follower = new Thread(Follow) { IsBackground = true, Name = "replay" };
        _follower.Start();
    }

    public void Stop()
    {
        _stop.Cancel();
        if (_follower is { IsAlive: true } follower)
        {
            follower.Join();
        }
    }

    // As many actors as this process has: none. The same layout as that of threaded actors, so that a run may go from one to the other.
    public void Save(BinaryWriter writer) => writer.Write(0);

    public void Load(BinaryReader reader)
    {
    }

    public void Dispose()
    {
        Stop();
        replay.Arrived -= Count;
        _stop.Dispose();
    }

    private void Count(Episode episode)
    {
        Interlocked.Add(ref _moves, episode.Length);
        registry.NoteAccepted(episode.Producer);
        EpisodeFinished?.Invoke(episode);
    }

    // Decodes pushed episodes in a thread of its own, so that the trainer finds them when it draws.
    private void Follow()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                replay.Follow();
                outages.End(Outages.Redis); // draws may wait for the limiter meanwhile, and end no outage
            }
            catch (RedisUnavailableException fault)
            {
                outages.Begin(Outages.Redis, fault.Message);
            }
            catch (Exception fault)
            {
                // Fenced off, or something that the checks before let through: the trainer's thread ends the run with its checkpoint.
                Volatile.Write(ref _fault, fault as UserException ?? new UserException(ExitCode.RunFailed,
                    $"The replay buffer cannot be read: {fault.Message} The run goes on with --resume.", fault));
                _stop.Cancel();
                return;
            }

            _stop.Token.WaitHandle.WaitOne(_pause);
        }
    }
}
