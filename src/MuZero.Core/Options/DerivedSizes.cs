using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;

namespace MuZero.Options;

/// <summary>The sizes that <see cref="DerivedOptions"/> sets, and what they cost.</summary>
internal static class DerivedSizes
{
    /// <summary>The largest derived support: 2,001 bins, which cover returns of 384,000. A wider one would cost more than the rest of the network.</summary>
    public const int LargestSupport = 1_000;

    // Up to this a perceptron takes several times as many optimiser steps in the same time, and is ahead after five minutes.
    private const int SmallObservation = 1_024;
    private const int SmallPlane = 64;

    // A channel of a larger board sees more points.
    private const int MediumPlane = 100;

    // Multiplications that two cores do in about two seconds, self-play and learner together.
    private const double IterationOperations = 4e10;

    // A step of 128 positions unrolled 5 times, forwards and backwards; each position is drawn 4 times.
    private const double LearnedEvaluations = 128 * 6 * 3;
    private const double AddedPositions = 128.0 / 4;

    // Of an evaluation; most games end long before their maximal length.
    private const int EvaluationEpisodes = 20;
    private const int TypicalLength = 500;

    // The default of NetworkOptions.
    private const double Blocks = 2;

    private static readonly int[] _iterationSteps = [200, 100, 50, 20, 10, 5, 2, 1];

    /// <summary>A perceptron for vectors and small planes, a residual tower for large ones.</summary>
    public static NetworkKind Kind(GameSpec spec)
        => spec.Observation.IsVector || (Points(spec) <= SmallPlane && Numbers(spec) <= SmallObservation) ? NetworkKind.Mlp : NetworkKind.Residual;

    /// <summary>Numbers of a perceptron's latent vector.</summary>
    public static int LatentSize(GameSpec spec) => spec.Players == 2 ? 128 : 64;

    /// <summary>The width of a perceptron's hidden layers. One player needs fewer steps of a larger network less than more steps of a smaller one.</summary>
    public static int HiddenSize(GameSpec spec) => 2 * LatentSize(spec);

    /// <summary>Planes of a residual network's latent.</summary>
    public static int Channels(GameSpec spec) => Points(spec) <= MediumPlane ? 32 : 64;

    /// <summary>Mebibytes of a replay buffer of about 50,000 positions.</summary>
    public static int FreshMebibytes(GameSpec spec)
    {
        // An observation, a sparse policy and a few numbers more. The default bounds what large observations take.
        double bytes = 50_000 * 4.0 * (Numbers(spec) + (2.0 * spec.Actions) + 10.0);
        return (int)Math.Clamp(Math.Ceiling(bytes / (1 << 20)), 1, 256);
    }

    /// <summary>The support that the whole range of returns would need.</summary>
    public static double SupportReach(GameSpec spec) => Math.Max(-Support.Transform(spec.MinReturn), Support.Transform(spec.MaxReturn));

    /// <summary>Optimiser steps that make an iteration of about two seconds on two cores.</summary>
    public static int IterationSteps(GameSpec spec)
    {
        double steps = IterationOperations / (Evaluation(spec) * StepEvaluations(spec));
        int fitting = Array.FindIndex(_iterationSteps, candidate => candidate <= steps);
        return _iterationSteps[fitting >= 0 ? fitting : ^1];
    }

    /// <summary>Iterations between evaluations: so many that they cost a fourth of the time at most, unless that would be fewer than 5.</summary>
    public static int EvaluationInterval(GameSpec spec)
    {
        double moves = EvaluationEpisodes * Math.Min(spec.MaxLength, TypicalLength) / 2.0;
        double iterations = 4.0 * moves * SearchOptions.SimulationsFor(spec) / (IterationSteps(spec) * StepEvaluations(spec));
        return (int)Math.Clamp(Math.Ceiling(iterations), 5, 200);
    }

    // Evaluations of the network per optimiser step: the unroll forwards and backwards, and the search of the positions that self-play adds meanwhile.
    private static double StepEvaluations(GameSpec spec) => LearnedEvaluations + (AddedPositions * SearchOptions.SimulationsFor(spec));

    // Multiplications of one evaluation, roughly: representation, dynamics and heads.
    private static double Evaluation(GameSpec spec)
    {
        if (Kind(spec) == NetworkKind.Mlp)
        {
            double bins = spec is { MinReturn: >= -1, MaxReturn: <= 1 } ? 1 : Math.Min(LargestSupport, SupportReach(spec));
            return HiddenSize(spec) * (Numbers(spec) + spec.Actions + (4.0 * LatentSize(spec)) + (4.0 * bins));
        }

        double channels = Channels(spec);
        return Points(spec) * 9.0 * channels * ((2 * Blocks * channels) + spec.Observation.Planes);
    }

    // In double: a specification may have sides whose product is no int.
    private static double Points(GameSpec spec) => (double)spec.Observation.Height * spec.Observation.Width;

    private static double Numbers(GameSpec spec) => Points(spec) * spec.Observation.Planes;
}
