using System.Globalization;
using MuZero.Errors;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>The memory that a run needs at least, so that options too large for the machine are refused before anything is
/// allocated.</summary>
/// <remarks>Lower bounds: weights with their gradients and moments, batches with their activations, search trees with their hidden
/// states.</remarks>
internal static class MemoryNeed
{
    private const double Number = sizeof(float);

    // A node's record, and what a model keeps with it besides a hidden state.
    private const double NodeBytes = 64.0;

    /// <summary>Throws unless the machine can hold a run.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="planners">Actors and reanalysers in this process.</param>
    /// <exception cref="UserException">It cannot; the message has the largest part and its options.</exception>
    public static void RequireRun(AgentParts agent, int planners)
    {
        RunOptions options = agent.Options;
        int unrollSteps = agent.Shape.Dynamics ? options.Training.UnrollSteps : 0;
        double rows = (double)options.Training.BatchSize * (unrollSteps + 1);
        double weights = Weights(agent.Shape);
        Require(
            new Part($"the network of {weights:N0} weights", Number * weights * (5 + planners), weights),
            new Part(
                $"batches of training.batch_size {options.Training.BatchSize} with training.unroll_steps {unrollSteps}",
                Number * ((rows * (agent.Shape.Actions + Activations(agent.Shape)))
                    + ((double)options.Training.BatchSize * agent.Shape.Observation.Length)),
                Math.Max(rows * agent.Shape.Actions, (double)options.Training.BatchSize * agent.Shape.Observation.Length)),
            new Part($"replay.max_mebibytes {options.Replay.MaxMebibytes}", options.Replay.MaxMebibytes * 1048576.0, 0),
            Trees(agent, options.SelfPlay.WithGames().Games, agent.Search.Simulations, planners));
    }

    /// <summary>Throws unless the machine can hold the trees of a search.</summary>
    /// <param name="agent">The agent; its options have the number of simulations.</param>
    /// <param name="trees">Positions searched at once.</param>
    /// <exception cref="UserException">It cannot.</exception>
    public static void RequireSearch(AgentParts agent, int trees) => Require(Trees(agent, trees, agent.Search.Simulations, planners: 1));

    private static Part Trees(AgentParts agent, int trees, int simulations, int planners)
    {
        double nodes = trees * (simulations + 1.0);
        int actions = agent.Search.Edges(agent.Game.Spec);
        int edges = Math.Max(actions, agent.Shape.Dynamics ? agent.Shape.ChanceCodes : agent.Game.Spec.ChanceOutcomes);
        double latent = !agent.Shape.Dynamics ? 0 : agent.Shape.Kind == NetworkKind.Residual
            ? (double)agent.Shape.Channels * agent.Shape.Observation.Height * agent.Shape.Observation.Width
            : agent.Shape.LatentSize;
        return new Part(
            $"search trees of {simulations} simulations for {trees} positions at once{(planners > 1 ? $" in {planners} threads" : "")}",
            planners * nodes * (NodeBytes + (Number * (VectorMath.Padded(edges) + latent + Samples(agent) + More(agent.Shape)))),
            Math.Max(nodes * Math.Max(1.0, Samples(agent)), (double)trees * Math.Max(edges, agent.Shape.Observation.Length)));
    }

    // Numbers of a node's sampled actions.
    private static double Samples(AgentParts agent) => agent.Search.Variant != SearchVariant.Sampled ? 0.0
        : (double)agent.Search.Edges(agent.Game.Spec) * Math.Max(1, agent.Shape.ActionDimensions);

    // Numbers of a node's value prefix, and of the values and rewards of more than two players.
    private static double More(NetworkShape shape)
        => (shape.ValuePrefix > 0 ? 2.0 * shape.HiddenSize : 0.0) + (shape.Seats > 1 ? 2.0 * shape.Seats : 0.0);

    private static double Weights(NetworkShape shape)
        => NetworkLayout.Of(shape).Parts.SelectMany(part => part.Layers.SelectMany(layer => layer.Tensors(part.Name)))
            .Sum(tensor => tensor.Shape.Aggregate(1.0, (product, side) => product * side));

    // Numbers that one row leaves behind for the backward pass.
    private static double Activations(NetworkShape shape)
    {
        NetworkLayout layout = NetworkLayout.Of(shape);
        return layout.Parts.SelectMany(part => part.Layers)
            .Sum(layer => (double)layer.Outputs * (layer is LinearLayout ? 1 : layout.Points));
    }

    private static void Require(params Part[] parts)
    {
        double needed = parts.Sum(part => part.Bytes), available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Part largest = parts.MaxBy(part => part.Bytes);
        if (needed > available)
        {
            throw UserException.Usage(
                $"The options need at least {Gibibytes(needed)} GiB of memory and this machine has {Gibibytes(available)}; the largest "
                    + $"part: {largest.What}. Choose smaller ones.");
        }

        if (parts.FirstOrDefault(part => part.Numbers > Array.MaxLength) is { What: not null } tooLong)
        {
            throw UserException.Usage($"The options ask for more than an array can hold: {tooLong.What}. Choose smaller ones.");
        }
    }

    private static string Gibibytes(double bytes) => (bytes / (1L << 30)).ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>A part of the memory.</summary>
    /// <param name="What">Its content, with the options that decide it.</param>
    /// <param name="Bytes">Its size at least.</param>
    /// <param name="Numbers">Entries of its longest array that is one piece.</param>
    private readonly record struct Part(string What, double Bytes, double Numbers);
}
