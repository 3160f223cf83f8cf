using MuZero.Numerics;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The content of a replay buffer: a first-in-first-out queue of episodes within bounds, and a prioritised sampler over their
/// positions.</summary>
/// <remarks>Reverb's table without its rate limiter. The newest episode stays even if it alone exceeds the bounds, so that there is always
/// a position to draw. Not safe for concurrent use: the owner has the lock, and a limiter if it needs one.</remarks>
internal sealed class EpisodeTable
{
    private readonly ReplayOptions _options;
    private readonly EpisodeQueue _episodes;
    private readonly PrioritizedSampler _sampler;

    /// <summary>An empty table.</summary>
    /// <param name="options">Bounds and priorities; the rate is not used.</param>
    public EpisodeTable(ReplayOptions options)
        : this(options, new EpisodeQueue(), new PrioritizedSampler(options.PriorityExponent, isWeighted: PositionWeights.AreUsed(options)))
    {
    }

    private EpisodeTable(ReplayOptions options, EpisodeQueue episodes, PrioritizedSampler sampler)
        => (_options, _episodes, _sampler) = (options, episodes, sampler);

    /// <summary>Episodes held.</summary>
    public int Episodes => _episodes.Count;

    /// <summary>Positions held.</summary>
    public long Positions => _sampler.Count;

    /// <summary>Managed bytes held.</summary>
    public long SizeBytes => _episodes.SizeBytes;

    /// <summary>Episodes ever added.</summary>
    public long InsertedEpisodes => _episodes.Next;

    /// <summary>Positions ever added.</summary>
    public long InsertedPositions => _sampler.Next;

    /// <summary>Episodes that left by the bounds.</summary>
    public long Evicted => _episodes.Oldest;

    /// <summary>Number of the episode at which <see cref="TakeStale"/> goes on.</summary>
    public long NextReanalysed { get; set; }

    /// <summary>Adds an episode with at least one decision; the oldest ones leave until the bounds hold.</summary>
    /// <remarks>A return ends at a random move, so that a decision which is one has no return to differ from. It begins with the largest
    /// priority.</remarks>
    public void Add(Episode episode)
    {
        long number = _episodes.Add(episode, _sampler.Next);
        _sampler.Add(
            number, episode.Length, episode.Priorities, episode.Exploratory, PositionWeights.Of(episode, _options));
        RemoveExcess();
    }

    /// <summary>Draws positions with replacement. The table must hold an episode.</summary>
    /// <param name="samples">Filled entirely.</param>
    /// <param name="random">The stream that decides; the same state of table and stream draws the same positions.</param>
    public void Draw(Span<ReplaySample> samples, RandomStream random)
    {
        double least = double.PositiveInfinity;
        foreach (ref ReplaySample sample in samples)
        {
            long position = _sampler.Draw(random, out double probability);
            long number = _sampler.EpisodeOf(position);
            sample = new ReplaySample(new PositionKey(number, (int)(position - _episodes.FirstPosition(number))), _episodes[number],
                probability, 1.0f)
            { Age = _sampler.Next - 1 - position };
            least = Math.Min(least, probability / _sampler.WeightOf(position));
        }

        // The largest weight is the least probable draw's, so w_i / max w = (P_min / P_i)^b; N cancels. The weights of
        // positions are meant, and not undone.
        double exponent = _options.ImportanceExponent;
        foreach (ref ReplaySample sample in samples)
        {
            long position = _episodes.FirstPosition(sample.Key.Episode) + sample.Key.Position;
            sample = sample with { Weight = (float)Math.Pow(least * _sampler.WeightOf(position) / sample.Probability, exponent) };
        }
    }

    /// <summary>Gives positions new priorities. Keys of episodes that left are passed over.</summary>
    /// <exception cref="ArgumentException">A priority is negative or not finite; none is changed.</exception>
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

        for (int i = 0; i < keys.Length; i++)
        {
            long number = keys[i].Episode;
            if (_episodes.Holds(number) && (uint)keys[i].Position < (uint)_episodes[number].Length)
            {
                _sampler.Update(_episodes.FirstPosition(number) + keys[i].Position, priorities[i]);
            }
        }
    }

    /// <summary>Takes the next episodes whose targets come from weights older than <paramref name="weightVersion"/>, in turn, so that every
    /// episode has been taken before one is taken again.</summary>
    /// <param name="weightVersion">Version of the weights that can give fresh targets.</param>
    /// <param name="positions">Episodes are taken until they have so many positions.</param>
    /// <param name="taken">Receives them with their numbers.</param>
    public void TakeStale(long weightVersion, int positions, ICollection<NumberedEpisode> taken)
    {
        for (int seen = 0, found = 0; seen < _episodes.Count && found < positions; seen++)
        {
            NextReanalysed = _episodes.Holds(NextReanalysed) ? NextReanalysed : _episodes.Oldest;
            Episode episode = _episodes[NextReanalysed];
            if (episode.TargetWeightVersion < weightVersion)
            {
                taken.Add(new NumberedEpisode(NextReanalysed, episode));
                found += episode.Length;
            }

            NextReanalysed++;
        }
    }

    /// <summary>Puts an episode with fresh targets in the place of itself; passed over if it has left, or if it is another
    /// one.</summary>
    public void Replace(in NumberedEpisode fresh)
    {
        if (_episodes.Holds(fresh.Number) && _episodes[fresh.Number].HasMovesOf(fresh.Episode))
        {
            _episodes.Replace(fresh.Number, fresh.Episode);
            _sampler.Reweigh(_episodes.FirstPosition(fresh.Number), PositionWeights.Of(fresh.Episode, _options));
            RemoveExcess();
        }
    }

    /// <summary>The table of a snapshot; draws go on exactly as they would have. Under tighter bounds the oldest episodes leave.</summary>
    internal static EpisodeTable Restore(ReplaySnapshot snapshot, ReplayOptions options)
    {
        ReplayCounters counters = snapshot.Counters;
        var episodes = new EpisodeQueue(counters.OldestEpisode);
        var sampler = new PrioritizedSampler(
            options.PriorityExponent, counters.FirstPosition, counters.Capacity, PositionWeights.AreUsed(options));
        int offset = 0;
        foreach (Episode episode in snapshot.Episodes)
        {
            long number = episodes.Add(episode, sampler.Next);
            sampler.Add(
                number, episode.Length, snapshot.Priorities.AsSpan(offset, episode.Length),
                weights: PositionWeights.Of(episode, options));
            offset += episode.Length;
        }

        sampler.MaxPriority = counters.MaxPriority;
        var table = new EpisodeTable(options, episodes, sampler);
        table.RemoveExcess();
        return table;
    }

    /// <summary>The table at this moment: references to episodes, and a copy of the priorities.</summary>
    /// <param name="sampled">Positions ever drawn, which the limiter counts.</param>
    internal ReplaySnapshot Snapshot(long sampled)
    {
        var counters = new ReplayCounters(_episodes.Oldest, _episodes.Count, _sampler.First, _sampler.Count, _sampler.Capacity, sampled,
            _sampler.MaxPriority);
        return new ReplaySnapshot(counters, _episodes.CopyEpisodes(), _sampler.CopyPriorities());
    }

    private void RemoveExcess()
    {
        long maxBytes = (long)_options.MaxMebibytes << 20;
        while (_episodes.Count > 1 && (_episodes.Count > _options.MaxEpisodes || _episodes.SizeBytes > maxBytes))
        {
            _sampler.RemoveOldest(_episodes.RemoveOldest().Length);
        }
    }
}

/// <summary>An episode with the number that a buffer gave it.</summary>
/// <param name="Number">Never used again for another episode.</param>
/// <param name="Episode">The episode.</param>
internal readonly record struct NumberedEpisode(long Number, Episode Episode);
