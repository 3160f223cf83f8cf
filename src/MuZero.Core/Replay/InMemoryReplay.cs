using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The replay buffer of one process: a prioritised sampler over positions, a first-in-first-out remover of episodes, and a rate limiter (Reverb's parts).</summary>
/// <remarks>The newest episode stays even where it alone is larger than the bounds, so there is always something to draw from.
/// One lock guards everything; nothing slow happens under it.</remarks>
public sealed class InMemoryReplay : ISavedReplay
{
    private readonly object _gate = new();
    private readonly ReplayOptions _options;
    private readonly GameSpec _spec;
    private readonly long _maxBytes;
    private readonly RateLimiter _limiter;
    private readonly Action _wake;
    private EpisodeQueue _episodes = new();
    private PrioritizedSampler _sampler;

    /// <summary>An empty buffer for episodes of one game.</summary>
    /// <exception cref="UserException">The options contradict one another; the message names them.</exception>
    public InMemoryReplay(ReplayOptions options, GameSpec spec)
    {
        _options = options;
        _spec = spec;
        _maxBytes = (long)options.MaxMebibytes << 20;
        _limiter = RateLimiter.For(options);
        _sampler = new PrioritizedSampler(options.PriorityExponent);
        _wake = Wake;
    }

    /// <inheritdoc/>
    public ReplayStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new ReplayStatistics(_episodes.Count, _sampler.Count, _episodes.SizeBytes, _episodes.Next, _limiter.Inserted, _limiter.Sampled, _episodes.Oldest);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryInsert(Episode episode)
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
    public void Insert(Episode episode, CancellationToken cancellation)
    {
        if (!EpisodeCheck.IsWorthKeeping(episode, _spec))
        {
            return;
        }

        // Registered and disposed outside the lock: disposing waits for the callback, and the callback for the lock.
        using CancellationTokenRegistration registration = cancellation.Register(_wake);
        lock (_gate)
        {
            while (!_limiter.CanInsert)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

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
            while (!_limiter.CanSample)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            Draw(samples, random);
        }
    }

    /// <inheritdoc/>
    public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
    {
        if (keys.Length != priorities.Length)
        {
            throw new ArgumentException($"{keys.Length} keys came with {priorities.Length} priorities.", nameof(priorities));
        }

        foreach (float priority in priorities)
        {
            if (priority is not (>= 0.0f and < float.PositiveInfinity))
            {
                throw new ArgumentException($"A priority is {priority}; it must be a finite number, at least 0.", nameof(priorities));
            }
        }

        lock (_gate)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                long number = keys[i].Episode;
                if (_episodes.Holds(number) && (uint)keys[i].Position < (uint)_episodes[number].Length)
                {
                    _sampler.Update(_episodes.FirstPosition(number) + keys[i].Position, priorities[i]);
                }
            }
        }
    }

    /// <summary>Writes the whole buffer: episodes, priorities and counters. Actors and trainer wait only while references and priorities are copied.</summary>
    public void Save(Stream stream)
    {
        ReplaySnapshot snapshot;
        lock (_gate)
        {
            var counters = new ReplayCounters(_episodes.Oldest, _episodes.Count, _sampler.First, _sampler.Count, _sampler.Capacity, _limiter.Sampled, _sampler.MaxPriority);
            snapshot = new ReplaySnapshot(counters, _episodes.CopyEpisodes(), _sampler.CopyPriorities());
        }

        snapshot.Write(stream);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote, in place of what the buffer holds. Draws and counters go on exactly as they would have;
    /// where the bounds are tighter now, the oldest episodes leave.</summary>
    /// <param name="stream">Read up to the end of the buffer's bytes.</param>
    /// <param name="game">Plays the episodes again to restore their observations.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged or incomplete; the buffer is unchanged.</exception>
    /// <exception cref="IncompatibleException">The episodes belong to another game or version; the buffer is unchanged.</exception>
    public void Load(Stream stream, IGame game)
    {
        ReplaySnapshot snapshot = ReplaySnapshot.Read(stream, game);
        ReplayCounters counters = snapshot.Counters;
        var episodes = new EpisodeQueue(counters.OldestEpisode);
        var sampler = new PrioritizedSampler(_options.PriorityExponent, counters.FirstPosition, counters.Capacity);
        int offset = 0;
        foreach (Episode episode in snapshot.Episodes)
        {
            long number = episodes.Add(episode, sampler.Next);
            sampler.Add(number, episode.Length, snapshot.Priorities.AsSpan(offset, episode.Length));
            offset += episode.Length;
        }

        sampler.MaxPriority = counters.MaxPriority;
        lock (_gate)
        {
            _episodes = episodes;
            _sampler = sampler;
            _limiter.Restore(sampler.Next, counters.Sampled);
            RemoveExcess();
            Monitor.PulseAll(_gate);
        }
    }

    private void Add(Episode episode)
    {
        long number = _episodes.Add(episode, _sampler.Next);
        _sampler.Add(number, episode.Length, episode.Priorities);
        _limiter.CountInserted(episode.Length);
        RemoveExcess();
        Monitor.PulseAll(_gate);
    }

    private void RemoveExcess()
    {
        while (_episodes.Count > 1 && (_episodes.Count > _options.MaxEpisodes || _episodes.SizeBytes > _maxBytes))
        {
            _sampler.RemoveOldest(_episodes.RemoveOldest().Length);
        }
    }

    private void Draw(Span<ReplaySample> samples, RandomStream random)
    {
        double least = double.PositiveInfinity;
        foreach (ref ReplaySample sample in samples)
        {
            long position = _sampler.Draw(random, out double probability);
            long number = _sampler.EpisodeOf(position);
            sample = new ReplaySample(new PositionKey(number, (int)(position - _episodes.FirstPosition(number))), _episodes[number], probability, 1.0f);
            least = Math.Min(least, probability);
        }

        // The largest weight is the least probable draw's, so w_i / max w = (P_min / P_i)^b; N cancels.
        double exponent = _options.ImportanceExponent;
        foreach (ref ReplaySample sample in samples)
        {
            sample = sample with { Weight = (float)Math.Pow(least / sample.Probability, exponent) };
        }

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
