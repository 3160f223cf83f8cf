using System.Runtime.InteropServices;
using MuZero.Networks;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>The network on libtorch: the whole batch in one call, hidden states on the device.</summary>
public sealed class TorchNetwork : INetwork
{
    private readonly MuZeroModule _module;
    private readonly Device _device;
    private readonly LatentPool _latents;
    private readonly HeadCodec _value;
    private readonly HeadCodec _reward;
    private readonly Tensor _actions; // [A, ...encoded action]
    private readonly long[] _observation;

    /// <summary>A network of a shape, its weights not yet loaded.</summary>
    /// <param name="shape">The network's shape.</param>
    /// <param name="actions">The game's actions.</param>
    /// <param name="device">The device that it runs on.</param>
    internal TorchNetwork(NetworkShape shape, ActionTable actions, Device device)
    {
        Shape = shape;
        _device = device;
        _module = new MuZeroModule(shape);
        _module.to(device);
        _module.eval();
        bool residual = shape.Kind == NetworkKind.Residual;
        (int height, int width) = shape.Plane;
        _latents = new LatentPool(residual ? [shape.Channels, height, width] : [shape.LatentSize], device);
        _observation = residual ? [shape.Observation.Planes, height, width] : [shape.Observation.Length];
        _value = new HeadCodec(shape.ValueBins);
        _reward = new HeadCodec(Math.Max(1, shape.RewardBins));
        _actions = TorchTensors.ActionTable(actions, shape).to(device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public long Version { get; private set; }

    /// <inheritdoc/>
    public void Reserve(int slots) => _latents.Reserve(slots);

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
        Tensor observations = TorchTensors.FromFloats(batch.Observations.AsSpan(0, batch.Count * Shape.Observation.Length), [batch.Count, .. _observation]).to(_device);
        Tensor latent = _module.Represent(observations);
        if (Shape.Dynamics)
        {
            _latents.Scatter(TorchTensors.FromIndices(batch.Slots.AsSpan(0, batch.Count)).to(_device), latent);
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
        Tensor latent = _module.Advance(_latents.Gather(parents), _actions.index_select(0, actions));
        _latents.Scatter(slots, latent);
        _reward.Decode(_module.Reward(latent), batch.Rewards.AsSpan(0, batch.Count));
        Predict(batch, latent);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _module.Dispose();
        _latents.Dispose();
        _actions.Dispose();
    }

    private void Predict(InferenceBatch batch, Tensor latent)
    {
        PredictionOutput output = _module.Predict(latent);
        Tensor policy = output.Policy.cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(policy.bytes).CopyTo(batch.PolicyLogits);
        _value.Decode(output.Value, batch.Values.AsSpan(0, batch.Count));
    }
}
