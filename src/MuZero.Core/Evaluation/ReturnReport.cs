namespace MuZero.Evaluation;

/// <summary>One episode of a one-player game.</summary>
/// <param name="Return">The undiscounted return.</param>
/// <param name="Length">Decisions.</param>
/// <param name="Moves">A hash of the start, the moves and the dice.</param>
public readonly record struct PlayedReturn(float Return, int Length, ulong Moves);

/// <summary>Undiscounted returns over some episodes of a one-player game.</summary>
public sealed class ReturnReport(IReadOnlyList<PlayedReturn> episodes)
{
    /// <summary>The number of episodes.</summary>
    public int Episodes => episodes.Count;

    /// <summary>Distinct episodes, by start, moves and dice.</summary>
    public int DifferentEpisodes { get; } = episodes.Select(episode => episode.Moves).Distinct().Count();

    /// <summary>The mean return.</summary>
    public double Mean { get; } = episodes.Average(episode => (double)episode.Return);

    /// <summary>The standard deviation of the returns, of the population.</summary>
    public double Std => Math.Sqrt(episodes.Average(episode => Math.Pow(episode.Return - Mean, 2)));

    /// <summary>The smallest return.</summary>
    public double Min => episodes.Min(episode => episode.Return);

    /// <summary>The largest return.</summary>
    public double Max => episodes.Max(episode => episode.Return);

    /// <summary>Decisions per episode.</summary>
    public double MeanLength => episodes.Average(episode => episode.Length);

    /// <summary>Student's interval of <see cref="Mean"/> over the different episodes; exactly the mean if several episodes are all the same
    /// one, because player and game then draw nothing.</summary>
    public Interval MeanInterval(Confidence confidence)
        => DifferentEpisodes == 1 && Episodes > 1 ? new Interval(Mean, Mean) : Interval.OfMean(Mean, Std, DifferentEpisodes, confidence);

    /// <summary>Both together; their seeds must differ.</summary>
    public ReturnReport With(ReturnReport other) => new([.. episodes, .. other.All]);

    private IReadOnlyList<PlayedReturn> All => episodes;
}
