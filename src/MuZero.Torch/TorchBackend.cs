using MuZero.Games;
using MuZero.Networks;
using MuZero.Training;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Networks and learners on libtorch, on the GPU where there is one.</summary>
public sealed class TorchBackend : ITrainingBackend
{
    private readonly Device _device;

    /// <summary>A backend on the GPU if libtorch sees one, else on the CPU.</summary>
    public TorchBackend()
    {
        // Actors and the trainer have a thread each; more threads inside one small operation only get in their way.
        set_num_threads(1);
        _device = cuda.is_available() ? CUDA : CPU;
    }

    /// <inheritdoc/>
    public INetwork CreateNetwork(IGame game, NetworkShape shape) => new TorchNetwork(game, shape, _device);

    /// <inheritdoc/>
    public ILearner CreateLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed)
        => new TorchLearner(game, shape, options, seed, _device);

    /// <summary>What libtorch has to work with, in one line.</summary>
    public static string Describe()
        => cuda.is_available() ? $"libtorch with CUDA, {cuda.device_count()} device(s)" : $"libtorch on the CPU, {get_num_threads()} threads";
}
