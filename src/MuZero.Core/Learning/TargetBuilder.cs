using MuZero.Games;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Learning;

/// <summary>The targets of MuZero and AlphaZero: the K-step unroll's actions, pi, z and u (MuZero, appendix G; docs/ALGORITHM.md
/// 3.2).</summary>
/// <remarks> L = decisions of the episode. At t = L and beyond: a terminal state is absorbing, with value 0 and reward 0, no policy loss,
/// and random actions. At a cut and beyond it nothing is known and every mask is 0: the value there is the network's own, and training it
/// on itself would let it drift. A cut that <see cref="Episode.IsOpen"/> counts as an end is absorbing too.
/// </remarks>
public sealed class TargetBuilder : ITargets
{
    private readonly GameSpec _spec;
    private readonly ISymmetries? _symmetries;
    private readonly IChanceSymmetries? _outcomes;
    private readonly int _unrollSteps;

    /// <summary>A builder for one game.</summary>
    /// <param name="game">Gives discount and symmetries.</param>
    /// <param name="unrollSteps">K; 0 for AlphaZero.</param>
    /// <param name="tdSteps">n; 0 derives it from the game, <see cref="int.MaxValue"/> goes to the end (AlphaZero).</param>
    /// <param name="useSymmetries">Each row is transformed by a random symmetry, if the game has any.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public TargetBuilder(IGame game, int unrollSteps, int tdSteps, bool useSymmetries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unrollSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(tdSteps);
        (_spec, _unrollSteps) = (game.Spec, unrollSteps);
        _symmetries = useSymmetries && game.Spec.ActionBox is null ? game as ISymmetries : null; // they transform actions by number
        _outcomes = game as IChanceSymmetries;
        Returns = NStepReturn.For(game.Spec, tdSteps);
    }

    /// <inheritdoc/>
    public NStepReturn Returns { get; }

    /// <summary>Environment steps of age after which a value target has one TD step less; 0, the default, keeps n.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int TdStepAge
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Samples of a decision of a game with continuous actions, at most; those beyond are left out. No effect on other
    /// games.</summary>
    public int SampledActions { get; init; } = 1;

    /// <summary>True to add <see cref="TrainingBatch.NextObservations"/> and their masks, for Stochastic MuZero and for the losses of
    /// reconstruction and consistency; false by default.</summary>
    public bool ObservesNext { get; init; }

    /// <summary>True to add <see cref="TrainingBatch.ChanceLabels"/>; false by default. A game whose symmetries do not say what becomes of
    /// an outcome (<see cref="IChanceSymmetries"/>) is then not transformed.</summary>
    public bool LabelsChance { get; init; }

    /// <summary>Steps of the unroll after which the sum of the rewards begins again that stands in place of each reward
    /// (<see cref="Networks.NetworkOptions.ValuePrefix"/>); 0, the default, keeps each reward.</summary>
    public int ValuePrefix { get; init; }

    /// <summary>True to add <see cref="TrainingBatch.ToPlay"/>, for MuZero in games in which turns follow no order; false by
    /// default.</summary>
    public bool TellsToPlay { get; init; }

    /// <inheritdoc/>
    public TrainingBatch CreateBatch(int size)
    {
        int dimensions = _spec.Dimensions();
        TrainingBatch batch = new(
            size, _unrollSteps, _spec.Observation.Length, dimensions > 0 ? SampledActions : _spec.Actions, Seats.Values(_spec));
        if (TellsToPlay)
        {
            batch.AddColumn(TrainingBatch.ToPlay, (_unrollSteps + 1) * _spec.Players);
        }

        if (dimensions > 0)
        {
            batch.AddColumn(TrainingBatch.ActionVectors, _unrollSteps * dimensions);
            batch.AddColumn(TrainingBatch.PolicyVectors, (_unrollSteps + 1) * SampledActions * dimensions);
        }

        if (ObservesNext)
        {
            batch.AddColumn(TrainingBatch.NextObservations, _unrollSteps * _spec.Observation.Length);
            batch.AddColumn(TrainingBatch.NextMask, _unrollSteps);
            batch.AddColumn(TrainingBatch.NextSeen, _unrollSteps);
        }

        if (LabelsChance)
        {
            batch.AddColumn(TrainingBatch.ChanceLabels, _unrollSteps);
        }

        return batch;
    }

    /// <summary>Writes a drawn position into a row. Draws the symmetry and the actions beyond the end.</summary>
    /// <inheritdoc/>
    public void Fill(TrainingBatch batch, int row, in ReplaySample sample, RandomStream random)
    {
        if (batch.UnrollSteps != _unrollSteps)
        {
            throw new ArgumentException($"The batch has {batch.UnrollSteps} unroll steps and the builder {_unrollSteps}.", nameof(batch));
        }

        Episode episode = sample.Episode;
        int t = sample.Key.Position;
        int symmetry = _symmetries is null || (LabelsChance && _outcomes is null) ? 0 : random.Next(_symmetries.Symmetries);
        long fewerTdSteps = TdStepAge == 0 ? 0 : sample.Age / TdStepAge;
        batch.Keys[row] = sample.Key;
        batch.Weights[row] = sample.Weight;
        FillObservation(batch.Observations.AsSpan(row * batch.ObservationLength, batch.ObservationLength), episode, t, symmetry);
        if (ObservesNext)
        {
            FillNext(batch, row, episode, t, symmetry);
        }

        if (LabelsChance)
        {
            FillLabels(batch, row, episode, t, symmetry);
        }

        if (TellsToPlay)
        {
            FillToPlay(batch, row, episode, t);
        }

        for (int k = 0; k <= _unrollSteps; k++)
        {
            int entry = (row * (_unrollSteps + 1)) + k;
            FillValue(batch, entry, episode, t + k, fewerTdSteps);
            FillReward(batch, entry, episode, t + k, isRoot: k == 0);
            if (ValuePrefix > 0 && k > 0 && (k - 1) % ValuePrefix > 0)
            {
                AddPrefix(batch, entry);
            }

            if (_spec.ActionBox is { } box)
            {
                FillSamples(batch, entry, episode, t + k, box);
                FillVector(batch, row, k, episode, t + k, box, random);
                continue;
            }

            FillPolicy(batch, entry, episode, t + k, symmetry);
            if (k < _unrollSteps)
            {
                batch.Actions[(row * _unrollSteps) + k] = t + k < episode.Length
                    ? Transform(symmetry, episode.Actions[t + k])
                    : random.Next(batch.ActionCount);
            }
        }
    }

    private void FillNext(TrainingBatch batch, int row, Episode episode, int t, int symmetry)
    {
        int length = batch.ObservationLength;
        float[] observations = batch.Columns[TrainingBatch.NextObservations], seen = batch.Columns[TrainingBatch.NextSeen],
            mask = batch.Columns[TrainingBatch.NextMask];
        for (int k = 1; k <= _unrollSteps; k++)
        {
            int entry = (row * _unrollSteps) + k - 1;
            bool isSeen = t + k < episode.Length || (t + k == episode.Length && episode.FinalObservation.Length > 0);
            Span<float> target = observations.AsSpan(entry * length, length);
            seen[entry] = isSeen ? 1.0f : 0.0f;
            mask[entry] = isSeen || !episode.IsOpen(_spec.Rewards) ? 1.0f : 0.0f;
            if (isSeen)
            {
                FillObservation(target, episode, t + k, symmetry);
            }
            else
            {
                target.Clear();
            }
        }
    }

    private void FillLabels(TrainingBatch batch, int row, Episode episode, int t, int symmetry)
    {
        Span<float> labels = batch.Columns[TrainingBatch.ChanceLabels].AsSpan(row * _unrollSteps, _unrollSteps);
        ChanceLabels.Fill(episode, t + 1, labels, _spec.ChanceOutcomes);
        for (int k = 0; k < _unrollSteps && symmetry > 0; k++)
        {
            int outcome = (int)labels[k];
            labels[k] = outcome == _spec.ChanceOutcomes ? outcome : _outcomes!.TransformOutcome(symmetry, outcome);
        }
    }

    private void FillObservation(Span<float> target, Episode episode, int t, int symmetry)
    {
        ReadOnlySpan<float> source = t < episode.Length
            ? episode.Observations.AsSpan(t * target.Length, target.Length)
            : episode.FinalObservation;
        if (symmetry == 0)
        {
            source.CopyTo(target);
        }
        else
        {
            _symmetries!.TransformObservation(symmetry, source, target);
        }
    }

    private void FillValue(TrainingBatch batch, int entry, Episode episode, int t, long fewerTdSteps)
    {
        bool isPlayed = t < episode.Length;
        batch.ValueMask[entry] = isPlayed || !episode.IsOpen(_spec.Rewards) ? 1.0f : 0.0f;
        if (batch.Seats == 1)
        {
            batch.Values[entry] = isPlayed ? Returns.At(episode, t, fewerTdSteps) : 0.0f;
            return;
        }

        for (int seat = 0; seat < batch.Seats; seat++)
        {
            batch.Values[(entry * batch.Seats) + seat] = isPlayed
                ? Returns.At(episode, t, Seats.After(batch.Seats, episode.ToPlay[t], seat), fewerTdSteps)
                : 0.0f;
        }
    }

    private void FillToPlay(TrainingBatch batch, int row, Episode episode, int t)
    {
        int players = _spec.Players, width = (_unrollSteps + 1) * players;
        Span<float> next = batch.Columns[TrainingBatch.ToPlay].AsSpan(row * width, width);
        next.Clear();
        for (int k = 1; k <= _unrollSteps && t + k < episode.Length; k++)
        {
            next[(k * players) + Seats.Distance(players, episode.ToPlay[t + k - 1], episode.ToPlay[t + k])] = 1.0f;
        }
    }

    // The reward on reaching state t belongs to decision t - 1 and is seen by the player who made it.
    private void FillReward(TrainingBatch batch, int entry, Episode episode, int t, bool isRoot)
    {
        bool isPlayed = !isRoot && t <= episode.Length;
        bool isKnown = !isRoot && (isPlayed || !episode.IsOpen(_spec.Rewards));
        batch.RewardMask[entry] = isKnown ? 1.0f : 0.0f;
        for (int seat = 0; seat < batch.Seats; seat++)
        {
            batch.Rewards[(entry * batch.Seats) + seat] = isPlayed
                ? episode.Reward(t - 1, Seats.After(_spec.Players, episode.ToPlay[t - 1], seat))
                : 0.0f;
        }
    }

    // A sum of which a part is unknown is unknown.
    private static void AddPrefix(TrainingBatch batch, int entry)
    {
        batch.Rewards[entry] += batch.Rewards[entry - 1];
        batch.RewardMask[entry] *= batch.RewardMask[entry - 1];
    }

    private void FillPolicy(TrainingBatch batch, int entry, Episode episode, int t, int symmetry)
    {
        Span<float> policy = batch.Policies.AsSpan(entry * batch.ActionCount, batch.ActionCount);
        policy.Clear();

        bool isKnown = t < episode.Length && episode.HasPolicy(t);
        batch.PolicyMask[entry] = isKnown ? 1.0f : 0.0f;
        if (!isKnown)
        {
            return;
        }

        for (int i = episode.PolicyOffsets[t]; i < episode.PolicyOffsets[t + 1]; i++)
        {
            policy[Transform(symmetry, episode.PolicyActions[i])] = episode.PolicyWeights[i];
        }
    }

    // The weights of those that are left sum to 1 again.
    private static void FillSamples(TrainingBatch batch, int entry, Episode episode, int t, ActionBox box)
    {
        int samples = batch.ActionCount, dimensions = box.Dimensions;
        Span<float> weights = batch.Policies.AsSpan(entry * samples, samples);
        Span<float> vectors = batch.Columns[TrainingBatch.PolicyVectors].AsSpan(entry * samples * dimensions, samples * dimensions);
        weights.Clear();
        vectors.Clear();
        bool isKnown = t < episode.Length && episode.HasPolicy(t);
        batch.PolicyMask[entry] = isKnown ? 1.0f : 0.0f;
        if (!isKnown)
        {
            return;
        }

        int first = episode.PolicyOffsets[t], count = Math.Min(samples, episode.PolicyOffsets[t + 1] - first);
        float sum = 0.0f;
        for (int i = 0; i < count; i++)
        {
            sum += weights[i] = episode.PolicyWeights[first + i];
            box.ToUnit(VectorPlay.Entry(episode.PolicyVectors, first + i, dimensions), vectors.Slice(i * dimensions, dimensions));
        }

        for (int i = 0; i < count && sum > 0.0f && episode.PolicyOffsets[t + 1] - first > samples; i++)
        {
            weights[i] /= sum;
        }
    }

    private void FillVector(TrainingBatch batch, int row, int k, Episode episode, int t, ActionBox box, RandomStream random)
    {
        if (k == _unrollSteps)
        {
            return;
        }

        int dimensions = box.Dimensions;
        Span<float> vector = batch.Columns[TrainingBatch.ActionVectors]
            .AsSpan(((row * _unrollSteps) + k) * dimensions, dimensions);
        if (t < episode.Length)
        {
            box.ToUnit(VectorPlay.Entry(episode.ActionVectors, t, dimensions), vector);
            return;
        }

        foreach (ref float number in vector)
        {
            number = (float)((2.0 * random.NextDouble()) - 1.0);
        }
    }

    private int Transform(int symmetry, int action) => symmetry == 0 ? action : _symmetries!.TransformAction(symmetry, action);
}
