using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>A function to minimise, those of tests/oracle/tuning/regret.py.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">Its least value.</param>
/// <param name="Value">Computes the value of a trial.</param>
internal sealed record TuningProblem(string Name, double Least, Func<StudyTrial, double> Value)
{
    private static readonly double[] _heights = [1.0, 1.2, 3.0, 3.2];

    private static readonly double[][] _slopes =
        [[10.0, 3.0, 17.0, 3.5, 1.7, 8.0], [0.05, 10.0, 17.0, 0.1, 8.0, 14.0], [3.0, 3.5, 1.7, 10.0, 17.0, 8.0],
            [17.0, 8.0, 0.05, 10.0, 0.1, 14.0]];

    private static readonly double[][] _centres =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    /// <summary>Hartmann's function of six parameters.</summary>
    public static TuningProblem Hartmann { get; } = new("hartmann", -3.32237, trial =>
    {
        double[] x = [.. Enumerable.Range(0, 6).Select(i => trial.SuggestFloat($"x{i}", 0.0, 1.0))];
        return -Enumerable.Range(0, 4)
            .Sum(i => _heights[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => _slopes[i][j] * Math.Pow(x[j] - _centres[i][j], 2.0))));
    });

    /// <summary>All problems.</summary>
    public static IReadOnlyList<TuningProblem> All { get; } =
    [
        new("sphere", 0.0, trial => Enumerable.Range(0, 5).Sum(i => Math.Pow(trial.SuggestFloat($"x{i}", -5.0, 5.0), 2.0))),
        new("branin", 0.397887, Branin),
        Hartmann,
        new("mixed", 0.1, Mixed),
    ];

    private static double Branin(StudyTrial trial)
    {
        double x = trial.SuggestFloat("x", -5.0, 10.0), y = trial.SuggestFloat("y", 0.0, 15.0);
        double bowl = y - (5.1 / (4.0 * Math.PI * Math.PI) * x * x) + (5.0 / Math.PI * x) - 6.0;
        return (bowl * bowl) + (10.0 * (1.0 - (1.0 / (8.0 * Math.PI))) * Math.Cos(x)) + 10.0;
    }

    // Three learners with parameters of their own; the linear one is good at once, the network better if it is tuned.
    private static double Mixed(StudyTrial trial)
    {
        string schedule = trial.SuggestCategorical("schedule", ["constant", "cosine", "step"]);
        double loss = schedule == "constant" ? 0.05 : schedule == "cosine" ? 0.0 : 0.02;
        loss += 0.1 * Math.Pow((trial.SuggestInt("batch", 16, 256, step: 16) - 96) / 128.0, 2.0);
        switch (trial.SuggestCategorical("learner", ["tree", "linear", "network"]))
        {
            case "tree":
                return loss + 0.3 + (0.01 * Math.Pow(trial.SuggestInt("depth", 1, 12) - 7, 2.0))
                    + (0.05 * Math.Pow(Math.Log(trial.SuggestInt("leaf", 1, 64, log: true) / 4.0), 2.0));
            case "linear":
                return loss + 0.25 + (0.02 * Math.Pow(Math.Log10(trial.SuggestFloat("penalty", 1e-6, 10.0, log: true)) + 2.0, 2.0));
            default:
                long layers = trial.SuggestInt("layers", 1, 6), width = trial.SuggestInt("width", 8, 512, log: true);
                double rate = trial.SuggestFloat("rate", 1e-5, 0.1, log: true),
                    dropout = trial.SuggestFloat("dropout", 0.0, 0.8, step: 0.1);
                return loss + 0.1 + (0.03 * Math.Pow(layers - 3, 2.0)) + (0.04 * Math.Pow(Math.Log2(width / 128.0), 2.0))
                    + (0.15 * Math.Pow(Math.Log10(rate) + 3.0, 2.0)) + (0.5 * Math.Pow(dropout - 0.2, 2.0));
        }
    }
}
