using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;

namespace MuZero.Options;

/// <summary>The sizes that <see cref="DerivedOptions"/> sets for a game, and what they cost.</summary>
/// <param name="spec">The game.</param>
/// <param name="unrolls">True for MuZero, whose learner unrolls a model.</param>
internal sealed class DerivedSizes(GameSpec spec, bool unrolls)
{
    /// <summary>The largest derived support: 2,001 bins, which cover returns of 384,000. A wider one would cost more than the rest of the
    /// network.</summary>
    public const int LargestSupport = 1_000;

    // Up to this a perceptron takes ten times as many optimiser steps in the same time, and MuZero is ahead with it after 75 s.
    // AlphaZero unrolls nothing, and learns a board in a sixth of the steps with a residual tower.
    private const int SmallObservation = 1_024;
    private const int SmallPlane = 64;

    // A channel of a larger board sees more points.
    private const int MediumPlane = 100;

    // Multiplications that two cores do in about two seconds, self-play and learner together.
    private const double IterationOperations = 4e10;

    // Positions of an optimiser step, and evaluations that cost as much as one forwards and backwards.
    private const double Batch = 128;
    private const double ForwardsAndBackwards = 3;

    // Of an evaluation; most games end long before their maximal length.
    private const int EvaluationEpisodes = 20;
    private const int TypicalLength = 500;

    // The default of NetworkOptions.
    private const double Blocks = 2;

    private static readonly int[] _iterationSteps = [200, 100, 50, 20, 10, 5, 2, 1];

    /// <summary>A perceptron for vectors and for small planes, a residual tower for large planes and for boards of AlphaZero.</summary>
    public NetworkKind Kind
    {
        get
        {
            bool isSmall = Points <= SmallPlane && Numbers <= SmallObservation && (unrolls || spec.Players == 1);
            return spec.Observation.IsVector || isSmall ? NetworkKind.Mlp : NetworkKind.Residual;
        }
    }

    /// <summary>Numbers of a perceptron's latent vector.</summary>
    public int LatentSize => spec.Players > 1 ? 128 : 64;

    /// <summary>The width of a perceptron's hidden layers. A smaller network takes more steps in the same time, which helps one player more
    /// than width does.</summary>
    public int HiddenSize => 2 * LatentSize;

    /// <summary>Planes of a residual network's latent.</summary>
    public int Channels => Points <= MediumPlane ? 32 : 64;

    /// <summary>Mebibytes of a replay buffer of about 50,000 positions.</summary>
    public int FreshMebibytes()
    {
        // An observation, a sparse policy and a few numbers more. The default bounds what large observations take.
        double policy = spec.ActionBox is { } box ? (2.0 + box.Dimensions) * SearchOptions.UsualVectorSamples : 2.0 * spec.Actions;
        double bytes = 50_000 * 4.0 * (Numbers + policy + 10.0);
        return (int)Math.Clamp(Math.Ceiling(bytes / (1 << 20)), 1, 256);
    }

    /// <summary>The support that the whole range of returns would need.</summary>
    public double SupportReach => Math.Max(-Support.Transform(spec.MinReturn), Support.Transform(spec.MaxReturn));

    /// <summary>Optimiser steps that make an iteration of about two seconds on two cores.</summary>
    public int IterationSteps()
    {
        double steps = IterationOperations / (Evaluation() * StepEvaluations);
        int fitting = Array.FindIndex(_iterationSteps, candidate => candidate <= steps);
        return _iterationSteps[fitting >= 0 ? fitting : ^1];
    }

    /// <summary>Iterations between evaluations: so many that they cost a fourth of the time at most, unless that would be fewer than
    /// 5.</summary>
    public int EvaluationInterval()
    {
        double moves = EvaluationEpisodes * Math.Min(spec.MaxLength, TypicalLength) / 2.0;
        double iterations = 4.0 * moves * SearchOptions.SimulationsFor(spec) / (IterationSteps() * StepEvaluations);
        return (int)Math.Clamp(Math.Ceiling(iterations), 5, 200);
    }

    // Evaluations of the network per optimiser step: of the batch, unrolled 5 times or not, and by the search of the positions that
    // self-play adds meanwhile, each of which is drawn 4 or 8 times.
    private double StepEvaluations
        => (Batch * ForwardsAndBackwards * (unrolls ? 6 : 1)) + (Batch / (unrolls ? 4 : 8) * SearchOptions.SimulationsFor(spec));

    // Multiplications of one evaluation, roughly: representation, dynamics and heads.
    private double Evaluation()
    {
        if (Kind == NetworkKind.Mlp)
        {
            double bins = spec is { MinReturn: >= -1, MaxReturn: <= 1 } ? 1 : Math.Min(LargestSupport, SupportReach);
            return HiddenSize * (Numbers + spec.Actions + (4.0 * LatentSize) + (4.0 * bins));
        }

        double channels = Channels;
        return Points * 9.0 * channels * ((2 * Blocks * channels) + spec.Observation.Planes);
    }

    // In double: the product of a specification's sides may exceed an int.
    private double Points => (double)spec.Observation.Height * spec.Observation.Width;

    private double Numbers => Points * spec.Observation.Planes;
}
