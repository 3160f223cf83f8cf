using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>One version of the weights, packed, and the way of a batch through them.</summary>
internal abstract class CpuModel
{
    /// <summary>See <see cref="INetwork.Initial"/>; <paramref name="slots"/> is null if hidden states are not kept.</summary>
    public abstract void Initial(InferenceBatch batch, LatentSlots? slots);

    /// <summary>See <see cref="INetwork.Recurrent"/>.</summary>
    public abstract void Recurrent(InferenceBatch batch, LatentSlots slots);

    /// <summary>See <see cref="INetwork.Afterstate"/>.</summary>
    public abstract void Afterstate(InferenceBatch batch, LatentSlots slots);
}

/// <summary>The model over one width of vectors. A block of samples, one per lane, passes through the whole network before the next
/// begins.</summary>
internal sealed unsafe class CpuModel<TSimd, TVector> : CpuModel
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int _observationLength;
    private readonly Workspace _workspace;
    private readonly ActionRows _actions;
    private readonly ActionRows? _codes;
    private readonly int _planes; // of the latent, scaled one by one
    private readonly int _points; // numbers per plane
    private readonly int _vectors; // of samples in a full block
    private readonly Trunk<TSimd, TVector> _representation;
    private readonly Trunk<TSimd, TVector>? _dynamics;
    private readonly Trunk<TSimd, TVector>? _prediction;
    private readonly Head<TSimd, TVector>? _reward;
    private readonly PrefixHead<TSimd, TVector>? _prefix; // in place of _reward
    private readonly PrefixMemory? _prefixes;
    private readonly Head<TSimd, TVector>? _policy;
    private readonly Head<TSimd, TVector> _value;
    private readonly ReturnDecoder<TSimd, TVector>? _rewards;
    private readonly ReturnDecoder<TSimd, TVector> _values;
    private readonly int _rewardSeats;
    private readonly int _valueSeats;
    private readonly (string Name, Head<TSimd, TVector> Head)[] _others; // on the features, beyond policy and value
    private readonly Trunk<TSimd, TVector>? _afterstate;
    private readonly Head<TSimd, TVector>? _afterstateValue;
    private readonly Head<TSimd, TVector>? _chance;

    /// <summary>Reads and packs the weights.</summary>
    /// <exception cref="Errors.IncompatibleException">The file lacks a tensor or has it in another shape.</exception>
    public CpuModel(
        NetworkLayout layout, WeightReader reader, Workspace workspace, ActionRows actions, ActionRows? codes, PrefixMemory? prefixes,
        int vectors)
    {
        (_workspace, _actions, _codes, _prefixes, _vectors) = (workspace, actions, codes, prefixes, vectors);
        TrunkLayout representation = layout.Trunk(NetworkLayout.Representation)!;
        (_planes, _points) = representation.Layers[0] is ConvolutionLayout
            ? (representation.Outputs, layout.Points)
            : (1, representation.Outputs);
        _observationLength = representation.Inputs * layout.Points;
        _representation = Trunk(representation);
        _dynamics = layout.Trunk(NetworkLayout.Dynamics) is { } dynamics ? Trunk(dynamics) : null;
        _prediction = layout.Trunk(NetworkLayout.Prediction) is { } prediction ? Trunk(prediction) : null;
        HeadLayout value = layout.Head(NetworkLayout.Value)!;
        (_valueSeats, _rewardSeats) = (value.Seats, layout.Head(NetworkLayout.Reward)?.Seats ?? 1);
        _policy = layout.Head(NetworkLayout.Policy) is { } policy ? Head(policy) : null;
        (_value, _values) = (Head(value), new(value.Bins));
        _others = [.. layout.Heads
            .Where(head => head.Reads == HeadInput.Features && head.Name is not (NetworkLayout.Policy or NetworkLayout.Value))
            .Select(head => (head.Name, Head(head)))];
        if (layout.Head(NetworkLayout.Reward) is { } reward)
        {
            _rewards = new(reward.Bins);
            _reward = prefixes is null ? Head(reward) : null;
            _prefix = prefixes is null ? null : new(reader, reward, layout.Points, vectors * TSimd.Count);
        }

        if (layout.Trunk(NetworkLayout.AfterstateDynamics) is { } afterstate)
        {
            _afterstate = Trunk(afterstate);
            _afterstateValue = Head(layout.Head(NetworkLayout.AfterstateValue)!);
            _chance = Head(layout.Head(NetworkLayout.Chance)!);
        }

        Trunk<TSimd, TVector> Trunk(TrunkLayout trunk) => trunk.Layers[0] is LinearLayout
            ? new Encoder<TSimd, TVector>(reader, trunk)
            : new Tower<TSimd, TVector>(reader, trunk, (layout.Height, layout.Width), workspace);

        Head<TSimd, TVector> Head(HeadLayout head) => new(reader, head, layout.Points);
    }

    private int LatentLength => _planes * _points;

    /// <inheritdoc/>
    public override void Initial(InferenceBatch batch, LatentSlots? slots)
    {
        int length = _observationLength;
        fixed (float* observations = batch.Observations)
        {
            for (int first = 0, vectors; first < batch.Count; first += vectors * TSimd.Count)
            {
                vectors = Vectors(batch.Count - first);
                int samples = vectors * TSimd.Count;
                for (int sample = 0; sample < samples; sample++)
                {
                    // What fills the block up is its last sample again: real numbers, so that nothing there is slow.
                    _workspace.Rows[sample] = observations + ((nint)Math.Min(first + sample, batch.Count - 1) * length);
                }

                Transposition.ToLanes(_workspace.Rows, length, _workspace.Input, samples);
                _representation.Run(_workspace, vectors);
                Activations<TSimd, TVector>.ScaleLatent(_workspace.Features, _planes, _points, vectors);
                if (slots is not null)
                {
                    Keep(batch, slots, first, samples);
                    BeginPrefixes(batch, first, samples);
                }

                Predict(batch, first, vectors);
            }
        }
    }

    /// <inheritdoc/>
    public override void Recurrent(InferenceBatch batch, LatentSlots slots)
    {
        for (int first = 0, vectors; first < batch.Count; first += vectors * TSimd.Count)
        {
            vectors = Vectors(batch.Count - first);
            Gather(batch, slots, _codes ?? _actions, first, vectors * TSimd.Count);
            _dynamics!.Run(_workspace, vectors);
            Activations<TSimd, TVector>.ScaleLatent(_workspace.Features, _planes, _points, vectors);
            Keep(batch, slots, first, vectors * TSimd.Count);
            Reward(batch, first, vectors);
            Predict(batch, first, vectors);
        }
    }

    /// <inheritdoc/>
    public override void Afterstate(InferenceBatch batch, LatentSlots slots)
    {
        for (int first = 0, vectors; first < batch.Count; first += vectors * TSimd.Count)
        {
            vectors = Vectors(batch.Count - first);
            Gather(batch, slots, _actions, first, vectors * TSimd.Count);
            _afterstate!.Run(_workspace, vectors);
            Activations<TSimd, TVector>.ScaleLatent(_workspace.Features, _planes, _points, vectors);
            Keep(batch, slots, first, vectors * TSimd.Count);
            _afterstateValue!.Run(_workspace, vectors);
            Decode(_values, batch.Values.AsSpan(0, batch.Count), first, vectors, seats: 1);
            Write(_chance!, batch.ChanceLogits, batch.Count, first, vectors);
        }
    }

    private void Reward(InferenceBatch batch, int first, int vectors)
    {
        if (_prefix is null)
        {
            _reward!.Run(_workspace, vectors);
            Decode(_rewards!, batch.Rewards.AsSpan(0, batch.Count * _rewardSeats), first, vectors, _rewardSeats);
            return;
        }

        _prefix.Run(_workspace, _prefixes!, batch, first, vectors);
        Decode(_rewards!, batch.Rewards.AsSpan(0, batch.Count), first, vectors, seats: 1);
        for (int row = first; row < Math.Min(first + (vectors * TSimd.Count), batch.Count); row++)
        {
            batch.Rewards[row] = _prefixes!.Sums.Step(batch.ParentSlots[row], batch.Slots[row], batch.Rewards[row]);
        }
    }

    private int Vectors(int samples) => samples > TSimd.Count ? _vectors : 1;

    private void Gather(InferenceBatch batch, LatentSlots slots, ActionRows actions, int first, int samples)
    {
        float** rows = _workspace.Rows;
        for (int sample = 0; sample < samples; sample++)
        {
            rows[sample] = slots.Row(batch.ParentSlots[Math.Min(first + sample, batch.Count - 1)]);
        }

        float* input = _workspace.Input + ((nint)LatentLength * samples);
        Transposition.ToLanes(rows, LatentLength, _workspace.Input, samples);
        if (batch.ActionVectors.Length > 0)
        {
            fixed (float* vectors = batch.ActionVectors)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    rows[sample] = vectors + ((nint)Math.Min(first + sample, batch.Count - 1) * actions.Length);
                }

                Transposition.ToLanes(rows, actions.Length, input, samples);
            }

            return;
        }

        for (int sample = 0; sample < samples; sample++)
        {
            rows[sample] = actions.Row(batch.Actions[Math.Min(first + sample, batch.Count - 1)]);
        }

        Transposition.ToLanes(rows, actions.Length, input, samples);
    }

    private void Keep(InferenceBatch batch, LatentSlots slots, int first, int samples)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            _workspace.Rows[sample] = first + sample < batch.Count ? slots.Row(batch.Slots[first + sample]) : _workspace.Discarded;
        }

        Transposition.ToRows(_workspace.Features, _workspace.Rows, LatentLength, samples);
    }

    private void BeginPrefixes(InferenceBatch batch, int first, int samples)
    {
        for (int row = first; _prefixes is not null && row < Math.Min(first + samples, batch.Count); row++)
        {
            _prefixes.Sums.Begin(batch.Slots[row]);
        }
    }

    private void Predict(InferenceBatch batch, int first, int vectors)
    {
        _prediction?.Run(_workspace, vectors);
        if (_policy is not null)
        {
            Write(_policy, batch.PolicyLogits, batch.Count, first, vectors);
        }

        _value.Run(_workspace, vectors);
        Decode(_values, batch.Values.AsSpan(0, batch.Count * _valueSeats), first, vectors, _valueSeats);
        foreach ((string name, Head<TSimd, TVector> head) in _others)
        {
            Write(head, batch.Output(name), batch.Count, first, vectors);
        }
    }

    // Runs a head and writes its outputs into [count, outputs].
    private void Write(Head<TSimd, TVector> head, Span<float> rows, int count, int first, int vectors)
    {
        head.Run(_workspace, vectors);
        int samples = vectors * TSimd.Count;
        fixed (float* start = rows)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                _workspace.Rows[sample] = first + sample < count ? start + ((nint)(first + sample) * head.Outputs) : _workspace.Discarded;
            }

            Transposition.ToRows(_workspace.Output, _workspace.Rows, head.Outputs, samples);
        }
    }

    private void Decode(ReturnDecoder<TSimd, TVector> decoder, Span<float> returns, int first, int vectors, int seats)
    {
        int samples = vectors * TSimd.Count;
        if (seats == 1)
        {
            decoder.Decode(_workspace.Output, _workspace.Returns, vectors);
            new Span<float>(_workspace.Returns, Math.Min(samples, returns.Length - first)).CopyTo(returns[first..]);
            return;
        }

        int real = Math.Min(samples, (returns.Length / seats) - first);
        for (int seat = 0; seat < seats; seat++)
        {
            decoder.Decode(_workspace.Output + ((nint)seat * decoder.Bins * samples), _workspace.Returns, vectors);
            for (int sample = 0; sample < real; sample++)
            {
                returns[((first + sample) * seats) + seat] = _workspace.Returns[sample];
            }
        }
    }
}
