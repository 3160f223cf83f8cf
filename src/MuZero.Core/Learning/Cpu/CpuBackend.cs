using MuZero.Games;
using MuZero.Networks;
using MuZero.Networks.Cpu;

namespace MuZero.Learning.Cpu;

/// <summary>Networks and learners on this project's own kernels: nothing but this process is needed.</summary>
public sealed class CpuBackend : ITrainingBackend
{
    /// <inheritdoc/>
    public INetwork CreateNetwork(IGame game, NetworkShape shape) => new CpuNetwork(game, shape);

    /// <inheritdoc/>
    public ILearner CreateLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed) => new CpuLearner(game, shape, options, seed);
}
