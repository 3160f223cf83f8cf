using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>An untrained network as a benchmark runs it: weights fresh from the learner, and one network per thread over them.</summary>
internal sealed class BenchNetwork
{
    private readonly ActionTable _actions;
    private readonly IBackend _backend;
    private readonly WeightSnapshot _weights;

    /// <summary>A network of a game.</summary>
    /// <param name="game">Gives the shapes.</param>
    /// <param name="options">The sizes.</param>
    /// <param name="dynamics">False for AlphaZero.</param>
    public BenchNetwork(IGame game, NetworkOptions options, bool dynamics)
    {
        Shape = NetworkShape.For(game, options, dynamics);
        LearningPlan plan = LearningPlan.Of(Shape, new TrainingOptions());
        _actions = ActionTable.Of(game, Shape);
        _backend = Composition.Choose(plan).Backend;
        using ILearner learner = _backend.CreateLearner(plan, _actions, seed: 1);
        _weights = learner.Snapshot(0);
        Parameters = _weights.Open().Tensors.Where(tensor => !tensor.Name.Contains("running", StringComparison.Ordinal)).Sum(tensor => tensor.Shape.Aggregate(1L, (product, side) => product * side));
        FlopsPerEvaluation = NetworkChoice.Flops(_weights, Shape, dynamics ? "representation" : "dynamics");
    }

    /// <summary>The options that it is built from.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Trained numbers.</summary>
    public long Parameters { get; }

    /// <summary>Floating-point operations of one evaluation inside the tree, padding counted, a multiply-add as two: dynamics and heads, or representation and heads (AlphaZero).</summary>
    public double FlopsPerEvaluation { get; }

    /// <summary>A network of its own for a thread.</summary>
    public INetwork Create()
    {
        INetwork network = _backend.CreateNetwork(Shape, _actions);
        network.Load(_weights);
        return network;
    }
}
