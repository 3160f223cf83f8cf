using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Runs;
using MuZero.SelfPlay;

namespace MuZero.Farm.Trainer;

/// <summary>Self-play by the workers of a farm, whose episodes come through the replay buffer.</summary>
/// <param name="replay">The run's buffer.</param>
/// <param name="registry">The workers.</param>
/// <param name="outages">Notes an outage of Redis.</param>
public sealed class RemoteSelfPlay(RedisReplay replay, WorkerRegistry registry, Outages outages) : ISelfPlay
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Thread? _follower;
    private long _moves;
    private UserException? _fault; // of the follower

    /// <inheritdoc/>
    public long Moves => Volatile.Read(ref _moves);

    /// <inheritdoc/>
    public long Simulations => registry.Simulations;

    /// <inheritdoc/>
    public int Threads => 0;

    /// <inheritdoc/>
    public double WaitedSeconds => 0.0;

    /// <summary>An episode came in.</summary>
    public void NoteArrived(Episode episode) => Interlocked.Add(ref _moves, episode.Length);

    /// <inheritdoc/>
    public void Start()
    {
        _follower = new Thread(Follow) { IsBackground = true, Name = "replay" };
        _follower.Start();
    }

    /// <inheritdoc/>
    /// <remarks>While Redis is away the trainer waits; nothing is lost and nothing has to be restarted.</remarks>
    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        TimeSpan wait = _pause;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _fault) is { } end)
            {
                throw end;
            }

            try
            {
                replay.Sample(samples, random, cancellation);
                outages.End(Outages.Redis);
                return;
            }
            catch (RedisUnavailableException fault)
            {
                outages.Begin(Outages.Redis, fault.Message);
            }

            cancellation.WaitHandle.WaitOne(wait);
            wait = wait * 2 < _longestWait ? wait * 2 : _longestWait;
        }
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
    /// <remarks>As many actors as this process has: none. The same layout as the embedded circle's, so that a run may go from one to the other.</remarks>
    public void Save(BinaryWriter writer) => writer.Write(0);

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    // Decodes pushed episodes in a thread of its own, so that the trainer finds them when it draws.
    private void Follow()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                replay.Follow();
            }
            catch (RedisUnavailableException fault)
            {
                outages.Begin(Outages.Redis, fault.Message);
            }
            catch (UserException fault)
            {
                // Fenced off: the trainer's thread ends the run.
                Volatile.Write(ref _fault, fault);
                return;
            }

            _stop.Token.WaitHandle.WaitOne(_pause);
        }
    }
}
