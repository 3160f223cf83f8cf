using MuZero.Networks;

namespace MuZero.Core.Tests.SelfPlay;

/// <summary>A network whose answers are a fixed function of the observation or of slot and action; it counts what it is asked.</summary>
internal sealed class StubNetwork(NetworkShape shape) : INetwork
{
    private float[] _latents = [];

    public NetworkShape Shape => shape;

    public long Version { get; private set; }

    /// <summary>Rows of <see cref="Initial"/> so far.</summary>
    public int InitialRows { get; private set; }

    /// <summary>The last call's slots.</summary>
    public long[] LastSlots { get; private set; } = [];

    /// <summary>The last <see cref="Recurrent"/>'s parent slots.</summary>
    public long[] LastParents { get; private set; } = [];

    /// <summary>Gives every value and no other answer, where it is set.</summary>
    public float? Value { get; init; }

    public void Reserve(int slots) => Array.Resize(ref _latents, Math.Max(slots, _latents.Length));

    public void Load(WeightSnapshot weights) => Version = weights.Version;

    public void Initial(InferenceBatch batch)
    {
        InitialRows += batch.Count;
        LastSlots = batch.Slots[..batch.Count];
        int length = shape.Observation.Length;
        for (int row = 0; row < batch.Count; row++)
        {
            float sum = 0.1f;
            for (int i = 0; i < length; i++)
            {
                sum += batch.Observations[(row * length) + i] * (i + 1);
            }

            Answer(batch, row, sum);
        }
    }

    public void Recurrent(InferenceBatch batch)
    {
        LastSlots = batch.Slots[..batch.Count];
        LastParents = batch.ParentSlots[..batch.Count];
        for (int row = 0; row < batch.Count; row++)
        {
            Answer(batch, row, _latents[batch.ParentSlots[row]] + (1.7f * (batch.Actions[row] + 1)));
            batch.Rewards[row] = 0.1f * MathF.Cos(_latents[batch.Slots[row]]);
        }
    }

    public void Dispose()
    {
    }

    private void Answer(InferenceBatch batch, int row, float latent)
    {
        _latents[batch.Slots[row]] = latent;
        batch.Values[row] = Value ?? MathF.Sin(latent);
        for (int action = 0; action < shape.Actions; action++)
        {
            batch.PolicyLogits[(row * shape.Actions) + action] = Value is null ? MathF.Sin(latent * (action + 2)) : 0;
        }
    }
}
