using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Training;

/// <summary>Makes learners, libtorch's today, and the networks that play beside them.</summary>
public interface ITrainingBackend : INetworkFactory
{
    /// <summary>A learner with fresh weights drawn from <paramref name="seed"/>.</summary>
    ILearner CreateLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed);
}
