namespace MuZero.Learning;

/// <summary>The learning rate's exponential decay (MuZero, appendix G), smooth or in stairs.</summary>
internal static class LearningRate
{
    /// <summary>The rate of the step that follows <paramref name="step"/> applied ones.</summary>
    public static double At(TrainingOptions options, long step)
    {
        double falls = (double)step / options.LearningRateDecaySteps;
        return options.LearningRate * Math.Pow(options.LearningRateDecay, options.LearningRateStairs ? Math.Floor(falls) : falls);
    }
}
