using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Training;

/// <summary>Makes networks and learners of one kind: libtorch's today.</summary>
public interface ITrainingBackend
{
    /// <summary>A network for inference, its weights not yet loaded.</summary>
    INetwork CreateNetwork(IGame game, NetworkShape shape);

    /// <summary>A learner with fresh weights drawn from <paramref name="seed"/>.</summary>
    ILearner CreateLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed);
}
