namespace MuZero.Learning;

/// <summary>The learning rate's exponential decay (MuZero, appendix G).</summary>
public static class LearningRate
{
    /// <summary>The rate of the step that follows <paramref name="step"/> applied ones.</summary>
    public static double At(TrainingOptions options, long step)
        => options.LearningRate * Math.Pow(options.LearningRateDecay, (double)step / options.LearningRateDecaySteps);
}
