using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>The network on libtorch: the whole batch in one call, hidden states on the device.</summary>
internal sealed class TorchNetwork : INetwork
{
    private readonly LayoutModule _module;
    private readonly Device _device;
    private readonly LatentPool _latents;
    private readonly Support? _valueSupport;
    private readonly Support? _rewardSupport;
    private readonly ActionTensors _actions;
    private readonly PrefixSlots? _prefixes;
    private readonly LatentPool? _memory; // of the value prefix

    /// <summary>A network of a shape, its weights not yet loaded.</summary>
    /// <param name="shape">The network's shape.</param>
    /// <param name="layout">The layers.</param>
    /// <param name="actions">The game's actions.</param>
    /// <param name="device">The device that it runs on.</param>
    internal TorchNetwork(NetworkShape shape, NetworkLayout layout, ActionTable actions, Device device)
    {
        Shape = shape;
        _device = device;
        _module = new LayoutModule(layout, new RandomStream(0), device);
        (int height, int width) = shape.Plane;
        _latents = new LatentPool(shape.Kind == NetworkKind.Residual ? [shape.Channels, height, width] : [shape.LatentSize], device);
        (_valueSupport, _rewardSupport) = (Support.Of(shape.ValueBins), Support.Of(shape.RewardBins));
        _actions = new ActionTensors(actions, shape, device);
        if (shape.ValuePrefix > 0)
        {
            LstmLayout memory = layout.Head(NetworkLayout.Reward)!.Layers.OfType<LstmLayout>().Single();
            (_prefixes, _memory) = (new PrefixSlots(shape.ValuePrefix), new LatentPool([memory.StateLength], device));
        }
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public long Version { get; private set; }

    /// <inheritdoc/>
    public void Reserve(int slots)
    {
        _latents.Reserve(slots);
        _memory?.Reserve(slots);
        _prefixes?.Reserve(slots);
    }

    /// <inheritdoc/>
    public void Load(WeightSnapshot weights)
    {
        WeightCodec.Read(_module, Shape, weights);
        Version = weights.Version;
    }

    /// <inheritdoc/>
    public void Initial(InferenceBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        Tensor observations = TorchTensors.FromFloats(batch.Observations.AsSpan(0, batch.Count * Shape.Observation.Length),
            [batch.Count, .. TorchTensors.ObservationShape(Shape)]).to(_device);
        Tensor latent = _module.Represent(observations);
        if (Shape.Dynamics)
        {
            _latents.Scatter(TorchTensors.FromIndices(batch.Slots.AsSpan(0, batch.Count)).to(_device), latent);
            for (int row = 0; _prefixes is not null && row < batch.Count; row++)
            {
                _prefixes.Begin(batch.Slots[row]);
            }
        }

        Predict(batch, latent);
    }

    /// <inheritdoc/>
    public void Recurrent(InferenceBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        Tensor parents = TorchTensors.FromIndices(batch.ParentSlots.AsSpan(0, batch.Count)).to(_device);
        Tensor actions = TorchTensors.FromIndices(batch.Actions.AsSpan(0, batch.Count)).to(_device);
        Tensor slots = TorchTensors.FromIndices(batch.Slots.AsSpan(0, batch.Count)).to(_device);
        Tensor encoded = Shape.ActionDimensions > 0
            ? TorchTensors.FromFloats(
                batch.ActionVectors.AsSpan(0, batch.Count * Shape.ActionDimensions), [batch.Count, Shape.ActionDimensions]).to(_device)
            : Shape.ChanceCodes == 0
            ? _actions.Encode(actions)
            : _module.CodePlanes(nn.functional.one_hot(actions, Shape.ChanceCodes).to(ScalarType.Float32));
        Tensor latent = _module.Advance(_latents.Gather(parents), encoded);
        _latents.Scatter(slots, latent);
        Reward(batch, latent, parents, slots);
        Predict(batch, latent);
    }

    /// <inheritdoc/>
    public void ReadLatent(int slot, Span<float> latent)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        TorchTensors.ToFloats(_latents.Gather(TorchTensors.FromIndices([slot]).to(_device))).CopyTo(latent);
    }

    /// <inheritdoc/>
    public void Afterstate(InferenceBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        Tensor parents = TorchTensors.FromIndices(batch.ParentSlots.AsSpan(0, batch.Count)).to(_device);
        Tensor actions = TorchTensors.FromIndices(batch.Actions.AsSpan(0, batch.Count)).to(_device);
        Tensor slots = TorchTensors.FromIndices(batch.Slots.AsSpan(0, batch.Count)).to(_device);
        Tensor latent = _module.Afterstate(_latents.Gather(parents), _actions.Encode(actions));
        _latents.Scatter(slots, latent);
        Tensor values = _module.Run(_module.Layout.Head(NetworkLayout.AfterstateValue)!, latent);
        TorchTensors.Decode(values, _valueSupport, batch.Values.AsSpan(0, batch.Count));
        TorchTensors.ToFloats(_module.Run(_module.Layout.Head(NetworkLayout.Chance)!, latent)).CopyTo(batch.ChanceLogits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _module.Dispose();
        _latents.Dispose();
        _memory?.Dispose();
        _actions.Dispose();
    }

    private void Reward(InferenceBatch batch, Tensor latent, Tensor parents, Tensor slots)
    {
        HeadLayout head = _module.Layout.Head(NetworkLayout.Reward)!;
        Span<float> rewards = batch.Rewards.AsSpan(0, batch.Count * Shape.Seats);
        if (_prefixes is null || _memory is null)
        {
            TorchTensors.Decode(_module.Run(head, latent), _rewardSupport, rewards);
            return;
        }

        float[] goesOn = new float[batch.Count];
        for (int row = 0; row < batch.Count; row++)
        {
            goesOn[row] = _prefixes.IsFirst(batch.ParentSlots[row]) ? 0.0f : 1.0f;
        }

        Tensor state = _memory.Gather(parents).mul(TorchTensors.FromFloats(goesOn, [batch.Count, 1]).to(_device));
        TorchTensors.Decode(_module.Run(head, latent, ref state), _rewardSupport, rewards);
        _memory.Scatter(slots, state);
        for (int row = 0; row < batch.Count; row++)
        {
            rewards[row] = _prefixes.Step(batch.ParentSlots[row], batch.Slots[row], rewards[row]);
        }
    }

    private void Predict(InferenceBatch batch, Tensor latent)
    {
        Tensor features = _module.Features(latent);
        foreach (HeadLayout head in _module.Layout.Heads.Where(head => head.Reads == HeadInput.Features))
        {
            Tensor output = _module.Run(head, features);
            if (head.Name == NetworkLayout.Value)
            {
                TorchTensors.Decode(output, _valueSupport, batch.Values.AsSpan(0, batch.Count * Shape.Seats));
                continue;
            }

            TorchTensors.ToFloats(output).CopyTo(head.Name == NetworkLayout.Policy ? batch.PolicyLogits : batch.Output(head.Name));
        }
    }
}
