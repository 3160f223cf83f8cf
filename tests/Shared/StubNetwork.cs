using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>Writes logits for an observation and returns its value.</summary>
internal delegate float StubEvaluation(ReadOnlySpan<float> observation, Span<float> logits);

/// <summary>A network without weights. Without <see cref="Evaluation"/>, answers are drawn from a hash of the observation and of the
/// actions that followed it, so they depend on nothing else. Allocates nothing unless <see cref="Calls"/> are recorded.</summary>
internal sealed class StubNetwork(IGame game, bool dynamics = true, int chanceCodes = 0) : INetwork
{
    private readonly int _nextPlayers = dynamics && game.Spec.Turns == TurnModel.Arbitrary ? game.Spec.Players : 0;
    private ulong[] _latents = [];

    public NetworkShape Shape { get; } = ShapeOf(game, new NetworkOptions { ChanceCodes = chanceCodes }, dynamics);

    public long Version { get; set; }

    /// <summary>Replaces the drawn answers of <see cref="Initial"/>.</summary>
    public StubEvaluation? Evaluation { get; init; }

    /// <summary>Set to a list to record every row of every call.</summary>
    public List<StubCall>? Calls { get; init; }

    /// <summary>Calls of either kind so far.</summary>
    public int Batches { get; private set; }

    public int Slots => _latents.Length;

    public void Reserve(int slots) => _latents = new ulong[slots];

    public void Load(WeightSnapshot weights) => Version = weights.Version;

    public void Initial(InferenceBatch batch)
    {
        Batches++;
        int length = Shape.Observation.Length;
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> observation = batch.Observations.AsSpan(row * length, length);
            ulong key = 0xCBF29CE484222325UL;
            foreach (float number in observation)
            {
                key = Mix(key, BitConverter.SingleToUInt32Bits(number));
            }

            _latents[batch.Slots[row]] = key;
            Span<float> logits = batch.PolicyLogits.AsSpan(row * Shape.PolicyOutputs, Shape.PolicyOutputs);
            batch.Values[row * Shape.Seats] = Evaluation is { } evaluate ? evaluate(observation, logits) : Draw(key, logits);
            FillSeats(batch, row, key);
            Calls?.Add(new StubCall(observation.ToArray(), -1, -1, batch.Slots[row]));
        }
    }

    public void Recurrent(InferenceBatch batch)
    {
        Batches++;
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> vector = batch.ActionVectors.AsSpan(row * Shape.ActionDimensions, Shape.ActionDimensions);
            ulong key = Mix(_latents[batch.ParentSlots[row]], (uint)batch.Actions[row]);
            foreach (float number in vector)
            {
                key = Mix(key, BitConverter.SingleToUInt32Bits(number));
            }

            _latents[batch.Slots[row]] = key;
            batch.Values[row * Shape.Seats] = Draw(key, batch.PolicyLogits.AsSpan(row * Shape.PolicyOutputs, Shape.PolicyOutputs));
            batch.Rewards[row * Shape.Seats] = Unit(Mix(key, 77));
            FillSeats(batch, row, key);
            Calls?.Add(new StubCall(vector.ToArray(), batch.ParentSlots[row], batch.Actions[row], batch.Slots[row]));
        }
    }

    public void Afterstate(InferenceBatch batch)
    {
        Batches++;
        for (int row = 0; row < batch.Count; row++)
        {
            ulong key = Mix(_latents[batch.ParentSlots[row]], (uint)batch.Actions[row] + 1_000);
            _latents[batch.Slots[row]] = key;
            batch.Values[row] = Draw(key, batch.ChanceLogits.AsSpan(row * Shape.ChanceCodes, Shape.ChanceCodes));
            Calls?.Add(new StubCall([], batch.ParentSlots[row], batch.Actions[row], batch.Slots[row]));
        }
    }

    public void Dispose()
    {
    }

    private static NetworkShape ShapeOf(IGame game, NetworkOptions options, bool dynamics)
    {
        NetworkShape shape = NetworkShape.For(game, options, dynamics);
        return dynamics && game.Spec.Turns == TurnModel.Arbitrary
            ? shape with { Heads = [.. shape.Heads, new HeadShape(NetworkLayout.ToPlay, game.Spec.Players)] }
            : shape;
    }

    // The other players' values and rewards, and the player to move.
    private void FillSeats(InferenceBatch batch, int row, ulong key)
    {
        for (int seat = 1; seat < Shape.Seats; seat++)
        {
            batch.Values[(row * Shape.Seats) + seat] = Unit(Mix(key, (uint)seat + 200));
            batch.Rewards[(row * Shape.Seats) + seat] = Unit(Mix(key, (uint)seat + 300));
        }

        for (int seat = 0; seat < _nextPlayers; seat++)
        {
            batch.Output(NetworkLayout.ToPlay)[(row * _nextPlayers) + seat] = Unit(Mix(key, (uint)seat + 400));
        }
    }

    private static float Draw(ulong key, Span<float> logits)
    {
        for (int action = 0; action < logits.Length; action++)
        {
            logits[action] = 2.0f * Unit(Mix(key, (uint)action + 100));
        }

        return Unit(key);
    }

    private static ulong Mix(ulong key, uint number)
    {
        key = (key ^ number) * 0xBF58476D1CE4E5B9UL;
        key = (key ^ (key >> 31)) * 0x94D049BB133111EBUL;
        return key ^ (key >> 29);
    }

    // In [-1, 1).
    private static float Unit(ulong key) => ((key >> 40) * (2.0f / (1 << 24))) - 1.0f;
}

/// <summary>One row of a call: an observation, or a slot that was left by an action, a continuous one in place of the
/// observation.</summary>
internal sealed record StubCall(float[] Observation, int ParentSlot, int Action, int Slot);
