using MuZero.Learning;
using MuZero.Networks;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>Everything that a <see cref="TrainingRun"/> connects. Replay, weights and actors may be in other processes.</summary>
/// <param name="Learner">Learns from batches; the run disposes it.</param>
/// <param name="Backend">Builds the network that evaluations play with.</param>
/// <param name="Replay">Gives batches and takes priorities.</param>
/// <param name="Weights">Takes new weights.</param>
/// <param name="Actors">Play with them; the run disposes them.</param>
public sealed record RunParts(ILearner Learner, IBackend Backend, IReplay Replay, IWeightSink Weights, IActors Actors)
{
    /// <summary>Searches the episodes of the replay buffer again; the run disposes it. Null for a run without.</summary>
    internal IReanalysis? Reanalysis { get; init; }
}
