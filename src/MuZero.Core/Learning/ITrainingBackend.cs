using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>Makes learners and the networks that play with them: on a CPU our own, on a GPU libtorch's.</summary>
public interface ITrainingBackend : INetworkFactory
{
    /// <summary>A learner with fresh weights drawn from <paramref name="seed"/>.</summary>
    ILearner CreateLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed);
}
