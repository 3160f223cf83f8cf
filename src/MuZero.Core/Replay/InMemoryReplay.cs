using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The replay buffer of one process: a table of episodes behind a rate limiter.</summary>
/// <remarks>One lock guards everything; nothing slow happens under it.</remarks>
public sealed class InMemoryReplay : ISavedReplay, IEpisodeSink
{
    private readonly object _gate = new();
    private readonly ReplayOptions _options;
    private readonly GameSpec _spec;
    private readonly RateLimiter _limiter;
    private readonly Action _wake;
    private readonly Func<bool> _mayInsert;
    private readonly Func<bool> _maySample;
    private EpisodeTable _table;

    /// <summary>An empty buffer for episodes of one game.</summary>
    /// <exception cref="UserException">The options contradict one another; the message names them.</exception>
    public InMemoryReplay(ReplayOptions options, GameSpec spec)
    {
        _options = options;
        _spec = spec;
        _limiter = RateLimiter.For(options);
        _table = new EpisodeTable(options);
        _wake = Wake;
        _mayInsert = () => _limiter.CanInsert;
        _maySample = () => _limiter.CanSample;
    }

    /// <inheritdoc/>
    public ReplayStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new ReplayStatistics(
                    _table.Episodes, _table.Positions, _table.SizeBytes, _table.InsertedEpisodes, _limiter.Inserted, _limiter.Sampled,
                    _table.Evicted);
            }
        }
    }

    /// <summary>Takes an episode over unless the limiter holds inserts back. An episode without decisions is ignored.</summary>
    /// <returns>False if the limiter refuses; nothing was inserted, try again later.</returns>
    /// <exception cref="UserException">The episode belongs to another game or version, or holds a number that is not finite.</exception>
    public bool TryDeliver(Episode episode)
    {
        if (!EpisodeCheck.IsWorthKeeping(episode, _spec))
        {
            return true;
        }

        lock (_gate)
        {
            if (!_limiter.CanInsert)
            {
                return false;
            }

            Add(episode);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Deliver(Episode episode, CancellationToken cancellation)
    {
        if (!EpisodeCheck.IsWorthKeeping(episode, _spec))
        {
            return;
        }

        // Registered and disposed outside the lock: disposing waits for the callback, and the callback for the lock.
        using CancellationTokenRegistration registration = cancellation.Register(_wake);
        lock (_gate)
        {
            Await(_mayInsert, cancellation);
            Add(episode);
        }
    }

    /// <inheritdoc/>
    public bool TrySample(Span<ReplaySample> samples, RandomStream random)
    {
        lock (_gate)
        {
            if (!_limiter.CanSample)
            {
                return false;
            }

            Draw(samples, random);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(_wake);
        lock (_gate)
        {
            Await(_maySample, cancellation);
            Draw(samples, random);
        }
    }

    /// <inheritdoc/>
    public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
    {
        lock (_gate)
        {
            _table.UpdatePriorities(keys, priorities);
        }
    }

    /// <summary>Number of the episode at which <see cref="TakeStale"/> goes on.</summary>
    internal long NextReanalysed
    {
        get
        {
            lock (_gate)
            {
                return _table.NextReanalysed;
            }
        }

        set
        {
            lock (_gate)
            {
                _table.NextReanalysed = value;
            }
        }
    }

    /// <summary>As <see cref="EpisodeTable.TakeStale"/>.</summary>
    internal void TakeStale(long weightVersion, int positions, ICollection<NumberedEpisode> taken)
    {
        lock (_gate)
        {
            _table.TakeStale(weightVersion, positions, taken);
        }
    }

    /// <summary>As <see cref="EpisodeTable.Replace"/>. The limiter counts nothing: the positions were inserted before.</summary>
    internal void Replace(in NumberedEpisode fresh)
    {
        lock (_gate)
        {
            _table.Replace(fresh);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Actors and trainer wait only while references and priorities are copied.</remarks>
    public void Save(Stream stream)
    {
        ReplaySnapshot snapshot;
        lock (_gate)
        {
            snapshot = _table.Snapshot(_limiter.Sampled);
        }

        snapshot.Write(stream);
    }

    /// <inheritdoc/>
    /// <remarks>Draws and counters go on exactly as they would have; under tighter bounds the oldest episodes leave.</remarks>
    public void Load(Stream stream, IGame game)
    {
        ReplaySnapshot snapshot = ReplaySnapshot.Read(stream, game);
        EpisodeTable table = EpisodeTable.Restore(snapshot, _options);
        lock (_gate)
        {
            _table = table;
            _limiter.Restore(table.InsertedPositions, snapshot.Counters.Sampled);
            Monitor.PulseAll(_gate);
        }
    }

    private void Await(Func<bool> allowed, CancellationToken cancellation)
    {
        while (!allowed())
        {
            cancellation.ThrowIfCancellationRequested();
            Monitor.Wait(_gate);
        }
    }

    private void Add(Episode episode)
    {
        _table.Add(episode);
        _limiter.CountInserted(episode.Length);
        Monitor.PulseAll(_gate);
    }

    private void Draw(Span<ReplaySample> samples, RandomStream random)
    {
        _table.Draw(samples, random);
        _limiter.CountSampled(samples.Length);
        Monitor.PulseAll(_gate);
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
