using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>A training batch on the learner's device.</summary>
internal sealed class BatchTensors : IDisposable
{
    private readonly NetworkShape _shape;
    private readonly Device _device;
    private readonly Tensor _actionTable; // [A, height, width, planes], [A, A] for an MLP
    private readonly HeadCodec _reward;
    private long[] _actions = [];
    private float[] _encoded = [];

    public BatchTensors(NetworkShape shape, ActionTable actions, Device device)
    {
        _shape = shape;
        _device = device;
        Tensor table = TorchTensors.ActionTable(actions, shape).to(device);
        _actionTable = (shape.Kind == NetworkKind.Residual ? PlanesLast(table) : table).DetachFromDisposeScope();
        Value = new HeadCodec(shape.ValueBins);
        _reward = new HeadCodec(Math.Max(1, shape.RewardBins));
    }

    /// <summary>The value head's code.</summary>
    public HeadCodec Value { get; }

    /// <summary>[B, ...observation].</summary>
    public Tensor Observations(TrainingBatch batch)
    {
        (int height, int width) = _shape.Plane;
        return _shape.Kind == NetworkKind.Residual
            ? Planes(PlanesLast(TorchTensors.FromFloats(batch.Observations, [batch.Size, _shape.Observation.Planes, height, width]).to(_device)))
            : TorchTensors.FromFloats(batch.Observations, [batch.Size, batch.ObservationLength]).to(_device);
    }

    /// <summary>[K, B, ...encoded action].</summary>
    public Tensor Actions(TrainingBatch batch)
    {
        Grow(ref _actions, batch.Actions.Length);
        for (int row = 0; row < batch.Size; row++)
        {
            for (int k = 0; k < batch.UnrollSteps; k++)
            {
                _actions[(k * batch.Size) + row] = batch.Actions[(row * batch.UnrollSteps) + k];
            }
        }

        Tensor indices = TorchTensors.FromLongs(_actions.AsSpan(0, batch.Actions.Length)).to(_device);
        Tensor encoded = _actionTable.index_select(0, indices).view([batch.UnrollSteps, batch.Size, .. _actionTable.shape.AsSpan(1)]);
        return _shape.Kind == NetworkKind.Residual ? encoded.permute(0, 1, 4, 2, 3) : encoded;
    }

    /// <summary>The targets of an unroll.</summary>
    public Targets Targets(TrainingBatch batch)
    {
        long steps = batch.UnrollSteps + 1;
        Tensor Rows(float[] numbers) => TorchTensors.FromFloats(numbers, [batch.Size, steps]).to(_device);
        return new Targets(
            TorchTensors.FromFloats(batch.Policies, [batch.Size, steps, batch.ActionCount]).to(_device),
            Rows(batch.PolicyMask),
            Returns(Value, batch.Values, batch.Size, steps),
            Rows(batch.ValueMask),
            _shape.Dynamics ? Returns(_reward, batch.Rewards, batch.Size, steps) : null,
            Rows(batch.RewardMask),
            TorchTensors.FromFloats(batch.Weights, [batch.Size]).to(_device));
    }

    public void Dispose() => _actionTable.Dispose();

    // Planes innermost in memory: on a CPU batch norm is three to six times faster so, a convolution up to 1.6 times, and everything that is
    // computed from such a tensor is laid out like it.
    private static Tensor PlanesLast(Tensor planes) => planes.permute(0, 2, 3, 1).contiguous();

    // The same tensor, its dimensions again in their usual order.
    private static Tensor Planes(Tensor planesLast) => planesLast.permute(0, 3, 1, 2);

    private Tensor Returns(HeadCodec codec, float[] returns, long size, long steps)
    {
        int length = returns.Length * codec.Bins;
        Grow(ref _encoded, length);
        codec.Encode(returns, _encoded.AsSpan(0, length));
        return TorchTensors.FromFloats(_encoded.AsSpan(0, length), [size, steps, codec.Bins]).to(_device);
    }

    private static void Grow<T>(ref T[] room, int length)
    {
        if (room.Length < length)
        {
            room = new T[length];
        }
    }
}
