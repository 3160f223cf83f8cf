namespace MuZero.Learning;

/// <summary>The targets of the reconstruction loss, columns of a <see cref="TrainingBatch"/> (docs/ALGORITHM.md 3.6).</summary>
internal static class ReconstructionColumns
{
    /// <summary>[B, K, observation] what the player to move at step k + 1 saw; old numbers if <see cref="Mask"/> is 0.</summary>
    public const string Observations = "decoder.observations";

    /// <summary>[B, K] 1 if the observation is known: up to the end of the episode, the end included.</summary>
    public const string Mask = "decoder.mask";

    /// <summary>Makes room for them.</summary>
    public static void AddTo(TrainingBatch batch)
    {
        batch.AddColumn(Observations, batch.UnrollSteps * batch.ObservationLength);
        batch.AddColumn(Mask, batch.UnrollSteps);
    }
}
