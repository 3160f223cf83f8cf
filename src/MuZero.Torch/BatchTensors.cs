using MuZero.Learning;
using MuZero.Networks;
using MuZero.Torch.Losses;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>A training batch on the learner's device.</summary>
internal sealed class BatchTensors(NetworkShape shape, ActionTable actions, Device device, ScalarType precision) : IDisposable
{
    private readonly ActionTensors _encoder = new(actions, shape, device, precision);
    private readonly Support? _rewardSupport = Support.Of(shape.RewardBins);
    private int[] _actions = [];
    private float[] _encoded = [];

    /// <summary>The support of values; null for one number.</summary>
    public Support? ValueSupport { get; } = Support.Of(shape.ValueBins);

    /// <summary>[B, ...observation].</summary>
    public Tensor Observations(TrainingBatch batch)
        => TorchTensors.FromFloats(batch.Observations, [batch.Size, .. TorchTensors.ObservationShape(shape)]).to(precision, device);

    /// <summary>[K * B, ...observation] of the steps 1 to K, step by step; null if nothing runs the network on them.</summary>
    public Tensor? NextObservations(TrainingBatch batch)
        => ((shape.ChanceCodes == 0 || shape.ChanceLabels) && !shape.Projection) || batch.UnrollSteps == 0 ? null
            : TorchTensors.FromFloats(
                batch.Columns[TrainingBatch.NextObservations], [batch.Size, batch.UnrollSteps, batch.ObservationLength])
                .to(precision, device).transpose(0, 1)
                .reshape([batch.Size * batch.UnrollSteps, .. TorchTensors.ObservationShape(shape)]);

    /// <summary>[B, K, M] the outcomes as chance codes, one-hot; null if they are learned.</summary>
    public Tensor? ChanceLabels(TrainingBatch batch)
        => !shape.ChanceLabels || batch.UnrollSteps == 0 ? null
            : nn.functional.one_hot(
                TorchTensors.FromFloats(batch.Columns[TrainingBatch.ChanceLabels], [batch.Size, batch.UnrollSteps]).to(ScalarType.Int64),
                shape.ChanceCodes).to(precision, device);

    /// <summary>[K, B, ...encoded action]; null if nothing is unrolled.</summary>
    public Tensor? Actions(TrainingBatch batch)
    {
        if (batch.UnrollSteps == 0)
        {
            return null;
        }

        if (shape.ActionDimensions > 0)
        {
            return TorchTensors.FromFloats(
                batch.Columns[TrainingBatch.ActionVectors], [batch.Size, batch.UnrollSteps, shape.ActionDimensions])
                .to(precision, device).transpose(0, 1).contiguous();
        }

        Grow(ref _actions, batch.Actions.Length);
        for (int row = 0; row < batch.Size; row++)
        {
            for (int k = 0; k < batch.UnrollSteps; k++)
            {
                _actions[(k * batch.Size) + row] = batch.Actions[(row * batch.UnrollSteps) + k];
            }
        }

        Tensor indices = TorchTensors.FromIndices(_actions.AsSpan(0, batch.Actions.Length)).to(device);
        Tensor encoded = _encoder.Encode(indices);
        return encoded.view([batch.UnrollSteps, batch.Size, .. encoded.shape.AsSpan(1)]);
    }

    /// <summary>The targets of the unroll.</summary>
    public Targets Targets(TrainingBatch batch)
    {
        long steps = batch.UnrollSteps + 1;
        Tensor Rows(float[] numbers) => TorchTensors.FromFloats(numbers, [batch.Size, steps]).to(precision, device);
        float[] scale = [.. Enumerable.Range(0, batch.UnrollSteps + 1).Select(k => LearningPlan.StepScale(k, batch.UnrollSteps))];
        return new Targets(
            TorchTensors.FromFloats(batch.Policies, [batch.Size, steps, batch.ActionCount]).to(precision, device),
            Rows(batch.PolicyMask),
            Returns(ValueSupport, batch.Values, batch.Size, steps),
            Rows(batch.ValueMask),
            shape.Dynamics ? Returns(_rewardSupport, batch.Rewards, batch.Size, steps) : null,
            Rows(batch.RewardMask),
            TorchTensors.FromFloats(batch.Weights, [batch.Size]).to(precision, device),
            TorchTensors.FromFloats(scale, [steps]).to(precision, device),
            batch.Columns.ToDictionary(column => column.Key, column => Column(column.Value, batch.Size)))
        {
            PolicyVectors = shape.ActionDimensions == 0 ? null
                : TorchTensors.FromFloats(
                    batch.Columns[TrainingBatch.PolicyVectors], [batch.Size, steps, batch.ActionCount, shape.ActionDimensions])
                    .to(precision, device),
        };
    }

    public void Dispose() => _encoder.Dispose();

    private Tensor Column(float[] numbers, int size)
        => TorchTensors.FromFloats(numbers, [size, numbers.Length / size]).to(precision, device);

    private Tensor Returns(Support? support, float[] returns, long size, long steps)
    {
        int bins = support?.Bins ?? 1, length = returns.Length * bins;
        Grow(ref _encoded, length);
        Span<float> encoded = _encoded.AsSpan(0, length);
        if (support is null)
        {
            returns.CopyTo(encoded);
        }
        else
        {
            support.Encode(returns, encoded);
        }

        return TorchTensors.FromFloats(encoded, shape.Seats == 1 ? [size, steps, bins] : [size, steps, shape.Seats, bins])
            .to(precision, device);
    }

    private static void Grow<T>(ref T[] room, int length)
    {
        if (room.Length < length)
        {
            room = new T[length];
        }
    }
}
