using MuZero.Agents;
using MuZero.Files.Safetensors;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Networks.Cpu;

namespace MuZero.Bench.Networks;

/// <summary>An untrained network as a benchmark runs it: a learner's fresh weights, and one network per thread with these
/// weights.</summary>
public sealed class BenchNetwork
{
    private readonly IBackend _backend;
    private readonly ActionTable _actions;
    private readonly WeightSnapshot _weights;

    /// <summary>A network of a game.</summary>
    /// <param name="backend">Creates learners and networks.</param>
    /// <param name="agent">Game, sizes and algorithm.</param>
    public BenchNetwork(IBackend backend, AgentParts agent)
    {
        (_backend, Agent, _actions) = (backend, agent, agent.Actions);
        using ILearner learner = CreateLearner(new TrainingOptions());
        _weights = learner.Snapshot(0);
        IReadOnlyList<SafetensorsTensor> tensors = _weights.Open().Tensors;
        Parameters = tensors.Where(IsTrained).Sum(tensor => (long)Size(tensor));
        FlopsPerEvaluation = tensors.Where(IsInTree).Sum(Flops);
    }

    /// <summary>Game, sizes and algorithm.</summary>
    public AgentParts Agent { get; }

    /// <summary>The network's shape.</summary>
    public NetworkShape Shape => Agent.Shape;

    /// <summary>Trained numbers.</summary>
    public long Parameters { get; }

    /// <summary>Floating-point operations of one evaluation inside the tree, with padding and a multiply-add as two: of dynamics and heads,
    /// or of representation and heads (AlphaZero).</summary>
    public double FlopsPerEvaluation { get; }

    /// <summary>A new network for one thread.</summary>
    public INetwork CreateNetwork()
    {
        INetwork network = _backend.CreateNetwork(Shape, _actions);
        network.Load(_weights);
        return network;
    }

    /// <summary>A new learner, with the same weights at every call.</summary>
    public ILearner CreateLearner(TrainingOptions options)
        => _backend.CreateLearner(Agent.Plan with { Options = options }, _actions, seed: 1);

    // Batch norm's statistics and its counter are not trained.
    private static bool IsTrained(SafetensorsTensor tensor)
        => tensor.Type == SafetensorsType.F32 && !tensor.Name.Contains("running_", StringComparison.Ordinal);

    // MuZero represents the root only; AlphaZero has no dynamics; a decoder and an encoder of chance codes only learn.
    private bool IsInTree(SafetensorsTensor tensor)
    {
        string name = tensor.Name[..tensor.Name.IndexOf('.', StringComparison.Ordinal)];
        return name != (Shape.Dynamics ? NetworkLayout.Representation : NetworkLayout.Dynamics)
            && CpuLayout.IsPlayed(NetworkLayout.Of(Shape).Parts.First(part => part.Name == name));
    }

    private double Flops(SafetensorsTensor tensor) => tensor.Shape.Count switch
    {
        < 2 => 0.0,
        4 => 2.0 * Size(tensor) * Shape.Plane.Height * Shape.Plane.Width,
        _ => 2.0 * Size(tensor),
    };

    private static double Size(SafetensorsTensor tensor) => tensor.Shape.Aggregate(1.0, (product, length) => product * length);
}
