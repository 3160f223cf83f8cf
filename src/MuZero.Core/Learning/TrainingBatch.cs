using MuZero.Errors;
using MuZero.Replay;

namespace MuZero.Learning;

/// <summary>One batch of K-step unrolls, one flat array per field; allocated once and filled again for every step.</summary>
/// <remarks>B = batch, K = unroll steps, A = actions, S = seats. Entry k = 0 is the sampled position itself. Rewards and values are raw
/// returns, seen by the player to move at that step; the learner transforms them onto its support. S is 1 up to two players; of more each
/// has a return, in the order of <see cref="Networks.NetworkShape.Seats"/>.</remarks>
/// <exception cref="UserException">An array would be longer than any can be.</exception>
public sealed class TrainingBatch(int size, int unrollSteps, int observationLength, int actions, int seats = 1)
{
    /// <summary>A column [K + 1, players]: 1 for the player to move, counted in seats after the player who moved; zeros if he is not known,
    /// which are the first entry and those at and past the end.</summary>
    public const string ToPlay = "to_play";

    /// <summary>A column [K, observation]: what the player to move saw at the steps 1 to K, at the end its
    /// observer; zeros past it.</summary>
    public const string NextObservations = "next_observations";

    /// <summary>A column [K]: 1 if <see cref="NextObservations"/> is known, or the episode had ended; 0 at and past a cut.</summary>
    public const string NextMask = "next_mask";

    /// <summary>A column [K]: 1 if <see cref="NextObservations"/> is known; 0 past the end of the episode.</summary>
    public const string NextSeen = "next_seen";

    /// <summary>A column [K]: the chance outcome that led to each of the steps 1 to K, or the number of outcomes if none did.</summary>
    public const string ChanceLabels = "chance_labels";

    /// <summary>A column [K, D]: the continuous actions that lead from the steps 0 to K - 1, scaled to [-1, 1], in place of
    /// <see cref="Actions"/>; past the end of an episode, random ones.</summary>
    public const string ActionVectors = "action_vectors";

    /// <summary>A column [K + 1, A, D]: the sampled continuous actions, scaled to [-1, 1], whose shares of the visits
    /// <see cref="Policies"/> has. A is then the number of samples.</summary>
    public const string PolicyVectors = "policy_vectors";

    private readonly Dictionary<string, float[]> _columns = new(StringComparer.Ordinal);

    /// <summary>B.</summary>
    public int Size { get; } = size;

    /// <summary>K; 0 for AlphaZero.</summary>
    public int UnrollSteps { get; } = unrollSteps;

    /// <summary>Numbers in one observation.</summary>
    public int ObservationLength { get; } = observationLength;

    /// <summary>A.</summary>
    public int ActionCount { get; } = actions;

    /// <summary>S, returns of a position and of a step.</summary>
    public int Seats { get; } = seats;

    /// <summary>[B, observation].</summary>
    public float[] Observations { get; } = new float[Count(size, observationLength)];

    /// <summary>[B, K] the action that leads from step k to step k + 1; past the end of an episode, random ones.</summary>
    public int[] Actions { get; } = new int[Count(size, unrollSteps)];

    /// <summary>[B, K + 1, S] z, the n-step return; 0 past a terminal state.</summary>
    public float[] Values { get; } = new float[Count(size, (unrollSteps + 1L) * seats)];

    /// <summary>[B, K + 1] 1 if the value is known: everywhere but at and past a cut.</summary>
    public float[] ValueMask { get; } = new float[Count(size, unrollSteps + 1)];

    /// <summary>[B, K + 1, S] u, the reward received on reaching step k, seen by the player who moved there; entry 0 is unused.</summary>
    public float[] Rewards { get; } = new float[Count(size, (unrollSteps + 1L) * seats)];

    /// <summary>[B, K + 1] 1 if the reward is known; entry 0 is 0.</summary>
    public float[] RewardMask { get; } = new float[Count(size, unrollSteps + 1)];

    /// <summary>[B, K + 1, A] pi, the visit distribution; zeros if <see cref="PolicyMask"/> is 0.</summary>
    public float[] Policies { get; } = new float[Count(size, (long)(unrollSteps + 1) * actions)];

    /// <summary>[B, K + 1] 1 if a search was recorded; 0 at and past the end of the episode.</summary>
    public float[] PolicyMask { get; } = new float[Count(size, unrollSteps + 1)];

    /// <summary>[B, width] each: targets beyond those above by name, for losses that need them.</summary>
    public IReadOnlyDictionary<string, float[]> Columns => _columns;

    /// <summary>[B] importance weights.</summary>
    public float[] Weights { get; } = new float[size];

    /// <summary>[B] the samples' positions in the replay buffer.</summary>
    public PositionKey[] Keys { get; } = new PositionKey[size];

    /// <summary>[B] written by the learner: new priorities |predicted value - z| at k = 0.</summary>
    public float[] Priorities { get; } = new float[size];

    /// <summary>The share of known values and rewards that are larger than heads can express.</summary>
    /// <param name="largest">Of the heads, see <see cref="Networks.NetworkShape.LargestReturn"/>.</param>
    internal double ClippedShare(float largest)
    {
        long clipped = 0, known = 0;
        Count(Values, ValueMask);
        Count(Rewards, RewardMask);
        return (double)clipped / Math.Max(1, known);

        void Count(ReadOnlySpan<float> targets, ReadOnlySpan<float> mask)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                float isKnown = mask[i / Seats];
                known += isKnown > 0.0f ? 1 : 0;
                clipped += isKnown > 0.0f && MathF.Abs(targets[i]) > largest ? 1 : 0;
            }
        }
    }

    /// <summary>Adds a column of <paramref name="width"/> numbers per row.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void AddColumn(string name, int width) => _columns.Add(name, new float[Count(Size, width)]);

    private static int Count(int rows, long width)
    {
        long count = rows * width;
        return count <= Array.MaxLength ? (int)count
            : throw UserException.Usage($"A training batch of {rows:N0} positions with {width:N0} numbers each does not fit into memory; "
                + "set a smaller training.batch_size or training.unroll_steps.");
    }
}
