using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search.Tree;
using MuZero.SelfPlay;

namespace MuZero.Evaluation.Diagnosis;

/// <summary>Unrolls a learned model beside the game: from every position of given episodes it imagines the moves that were played, and its
/// answers are compared with the game's and with those it gives when it sees the positions.</summary>
/// <remarks>A model with chance labels imagines the outcomes that fell too (<see cref="NetworkOptions.ChanceLabels"/>). Used by one
/// thread.</remarks>
public sealed class ModelDiagnosis
{
    private const int Rows = 256; // of a network call
    private const int Bins = 10;
    private const int Afterstates = 2 * Rows; // the first slot of afterstates, after two rounds of states
    private const int EveryMove = 2; // imagined moves, the last of which is every legal one

    private readonly IGame _game;
    private readonly INetwork _network;
    private readonly NStepReturn _outcome;
    private readonly UnrollErrors[] _steps;
    private readonly InferenceBatch _batch;
    private readonly RandomStream _random;
    private readonly MoveRewards _moves;
    private readonly List<(double Value, double Outcome)> _observed = [];
    private readonly float[] _imagined; // [A padded] a policy
    private readonly float[] _latent; // an imagined hidden state
    private readonly int[] _slots = new int[Rows]; // of states behind afterstates
    private readonly float[] _codes = new float[Rows];
    private int _episodes;

    /// <summary>A diagnosis of nothing yet.</summary>
    /// <param name="game">The game.</param>
    /// <param name="network">A network with dynamics, whose weights are loaded.</param>
    /// <param name="steps">K, imagined moves from each position.</param>
    /// <param name="seed">Draws the moves that are imagined behind an end.</param>
    /// <exception cref="ArgumentException">The network has no dynamics, or chance codes that are not the game's outcomes.</exception>
    public ModelDiagnosis(IGame game, INetwork network, int steps, ulong seed)
    {
        if (!network.Shape.Dynamics)
        {
            throw new ArgumentException("The network has no dynamics, so it imagines nothing.", nameof(network));
        }

        if (network.Shape is { ChanceCodes: > 0, ChanceLabels: false })
        {
            throw new ArgumentException("What the network's chance codes stand for is not known, so no recorded outcome can be imagined.",
                nameof(network));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        (_game, _network, _random) = (game, network, new RandomStream(seed));
        _outcome = new NStepReturn(int.MaxValue, game.Spec.Discount, game.Spec.Rewards);
        _steps = [.. Enumerable.Range(0, steps + 1).Select(step => new UnrollErrors(step))];
        _batch = new InferenceBatch(Rows, network.Shape);
        _imagined = new float[VectorMath.Padded(game.Spec.Actions)];
        _latent = new float[network.Shape.LatentLength];
        _network.Reserve(Math.Max(Afterstates + Rows, EveryMove + MoveRewards.Rows));
        _moves = new MoveRewards(game, network, Math.Min(EveryMove, steps));
    }

    /// <summary>The errors over all episodes so far.</summary>
    public DiagnosisReport Report
        => new(_episodes, [.. _steps.Select(step => step.Error)], Calibrate(), ExplainedVariance(), _moves.Errors);

    /// <summary>Follows the model through an episode.</summary>
    /// <exception cref="Errors.CorruptDataException">The episode does not follow the rules.</exception>
    public void Add(Episode episode)
    {
        Track track = new(_game, episode, _outcome, _latent.Length);
        for (int first = 0; first < episode.Length; first += Rows)
        {
            Observe(track, first, Math.Min(Rows, episode.Length - first));
        }

        for (int first = 0; first < episode.Length; first += Rows)
        {
            Imagine(track, first, Math.Min(Rows, episode.Length - first));
        }

        _moves.Add(episode);
        _episodes++;
    }

    // The answers to what the players saw.
    private void Observe(Track track, int first, int count)
    {
        Begin(track, first, count);
        int actions = _game.Spec.Actions;
        for (int row = 0; row < count; row++)
        {
            int t = first + row;
            track.Values[t] = _batch.Values[row];
            Softmax.Masked(_batch.PolicyLogits.AsSpan(row * actions, actions), actions, [], _imagined);
            _imagined.AsSpan(0, actions).CopyTo(track.Policies.AsSpan(t * actions, actions));
            _network.ReadLatent(_batch.Slots[row], track.Latent(t));
            _observed.Add((_batch.Values[row], track.Outcomes[t]));
        }
    }

    private void Imagine(Track track, int first, int count)
    {
        Begin(track, first, count);
        Compare(track, first, step: 0);
        for (int step = 1; step < _steps.Length; step++)
        {
            for (int row = 0; row < count; row++)
            {
                int t = first + row + step - 1;
                _batch.Actions[row] = t < track.Length ? track.Episode.Actions[t] : _random.Next(_game.Spec.Actions);
                _batch.ParentSlots[row] = ((step - 1) % 2 * Rows) + row;
                _batch.Slots[row] = (step % 2 * Rows) + row;
            }

            if (_network.Shape.ChanceCodes > 0)
            {
                ImagineChance(track, first + step);
            }

            _network.Recurrent(_batch);
            Compare(track, first, step);
        }
    }

    // The afterstates of the batch, and the outcomes that led to the positions from one on, which are left for Recurrent.
    private void ImagineChance(Track track, int position)
    {
        for (int row = 0; row < _batch.Count; row++)
        {
            (_batch.Slots[row], _slots[row]) = (Afterstates + row, _batch.Slots[row]);
        }

        _network.Afterstate(_batch);
        ChanceLabels.Fill(track.Episode, position, _codes.AsSpan(0, _batch.Count), _game.Spec.ChanceOutcomes);
        for (int row = 0; row < _batch.Count; row++)
        {
            (_batch.ParentSlots[row], _batch.Slots[row], _batch.Actions[row]) = (Afterstates + row, _slots[row], (int)_codes[row]);
        }
    }

    private void Begin(Track track, int first, int count)
    {
        int length = _game.Spec.Observation.Length;
        _batch.Count = count;
        track.Episode.Observations.AsSpan(first * length, count * length).CopyTo(_batch.Observations);
        for (int row = 0; row < count; row++)
        {
            _batch.Slots[row] = row;
        }

        _network.Initial(_batch);
    }

    private void Compare(Track track, int first, int step)
    {
        int actions = _game.Spec.Actions;
        UnrollErrors errors = _steps[step];
        for (int row = 0; row < _batch.Count; row++)
        {
            int t = first + row + step;
            if (step > 0 && t <= track.Length)
            {
                errors.AddReward(_batch.Rewards[row], track.Episode.Reward(t - 1, track.Episode.ToPlay[t - 1]));
            }

            if (t < track.Length)
            {
                errors.AddValue(_batch.Values[row], track.Values[t], track.Outcomes[t]);
                Softmax.Masked(_batch.PolicyLogits.AsSpan(row * actions, actions), actions, [], _imagined);
                _network.ReadLatent(_batch.Slots[row], _latent);
                errors.AddLatent(_latent, track.Latent(t));
                errors.AddPolicy(_imagined.AsSpan(0, actions), track.Policies.AsSpan(t * actions, actions),
                    track.Legal.AsSpan(t * actions, actions));
            }
            else if (!track.Episode.Truncated)
            {
                errors.AddValueBeyond(_batch.Values[row]);
                if (t > track.Length)
                {
                    errors.AddRewardBeyond(_batch.Rewards[row]);
                }
            }
        }
    }

    // Bins of equal width between the least and the largest value.
    private CalibrationBin[] Calibrate()
    {
        if (_observed.Count == 0)
        {
            return [];
        }

        double low = _observed.Min(pair => pair.Value), width = (_observed.Max(pair => pair.Value) - low) / Bins;
        return
        [
            .. _observed.GroupBy(pair => width > 0.0 ? Math.Min((int)((pair.Value - low) / width), Bins - 1) : 0)
                .OrderBy(bin => bin.Key)
                .Select(bin => new CalibrationBin(bin.Count(), bin.Average(pair => pair.Value), bin.Average(pair => pair.Outcome))),
        ];
    }

    private double ExplainedVariance()
    {
        if (_observed.Count == 0)
        {
            return double.NaN;
        }

        double mean = _observed.Average(pair => pair.Outcome);
        double variance = _observed.Sum(pair => (pair.Outcome - mean) * (pair.Outcome - mean));
        return variance > 0.0
            ? 1.0 - (_observed.Sum(pair => (pair.Outcome - pair.Value) * (pair.Outcome - pair.Value)) / variance)
            : double.NaN;
    }

    // An episode with what the game and the network say about its positions.
    private sealed class Track
    {
        private readonly float[] _latents; // [L, latent length] of the observed positions
        private readonly int _latentLength;

        public Track(IGame game, Episode episode, NStepReturn outcome, int latentLength)
        {
            Episode = episode;
            int actions = game.Spec.Actions;
            Outcomes = [.. Enumerable.Range(0, episode.Length).Select(t => outcome.At(episode, t))];
            (Values, Policies) = (new float[episode.Length], new float[episode.Length * actions]);
            Legal = new bool[episode.Length * actions];
            (_latents, _latentLength) = (new float[episode.Length * latentLength], latentLength);
            int[] legal = new int[actions];
            EpisodeReplayer replayer = new(game, episode);
            for (int t = 0; t < episode.Length; t++)
            {
                foreach (int action in legal.AsSpan(0, replayer.State.LegalActions(legal)))
                {
                    Legal[(t * actions) + action] = true;
                }

                replayer.Advance();
            }
        }

        public Episode Episode { get; }

        public int Length => Episode.Length;

        public Span<float> Latent(int t) => _latents.AsSpan(t * _latentLength, _latentLength);

        // [L] returns.
        public float[] Outcomes { get; }

        // [L] of the observed positions.
        public float[] Values { get; }

        // [L, A] of the observed positions.
        public float[] Policies { get; }

        // [L, A].
        public bool[] Legal { get; }
    }
}
