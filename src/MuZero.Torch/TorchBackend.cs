using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Learners and networks on libtorch if there is a GPU, else on our own kernels, which are faster on a CPU.</summary>
public sealed class TorchBackend : ITrainingBackend
{
    private readonly Device _device;

    /// <summary>A backend on the GPU if libtorch sees one, else on the CPU.</summary>
    /// <exception cref="UserException">libtorch cannot be loaded.</exception>
    public TorchBackend()
    {
        TorchLibraries.Load();
        // Actors and the trainer have a thread each; more threads inside one small operation only get in their way.
        set_num_threads(1);
        _device = cuda.is_available() ? CUDA : CPU;
    }

    /// <summary>True if networks and learners are on a GPU.</summary>
    public bool IsOnGpu => _device.type == DeviceType.CUDA;

    /// <inheritdoc/>
    public INetwork CreateNetwork(IGame game, NetworkShape shape) => IsOnGpu ? new TorchNetwork(game, shape, _device) : new CpuNetwork(game, shape);

    /// <inheritdoc/>
    public ILearner CreateLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed)
        => IsOnGpu ? new TorchLearner(game, shape, options, seed, _device) : new CpuLearner(game, shape, options, seed);

    /// <summary>libtorch's devices and threads, in one line.</summary>
    public static string Describe()
        => cuda.is_available() ? $"libtorch with CUDA, {cuda.device_count()} device(s)" : $"libtorch on the CPU, {get_num_threads()} threads";
}
