using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>An untrained network as a benchmark runs it: weights fresh from the learner, and one network per thread over them.</summary>
internal sealed class BenchNetwork
{
    private readonly IGame _game;
    private readonly INetworkFactory _networks;
    private readonly WeightSnapshot _weights;

    /// <summary>A network of a game.</summary>
    /// <param name="game">Gives the shapes.</param>
    /// <param name="options">The sizes.</param>
    /// <param name="dynamics">False for AlphaZero.</param>
    public BenchNetwork(IGame game, NetworkOptions options, bool dynamics)
    {
        ITrainingBackend backend = Composition.Backend();
        _game = game;
        _networks = backend;
        Shape = NetworkShape.For(game, options, dynamics);
        using ILearner learner = backend.CreateLearner(game, Shape, new TrainingOptions(), seed: 1);
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
        INetwork network = _networks.CreateNetwork(_game, Shape);
        network.Load(_weights);
        return network;
    }
}
