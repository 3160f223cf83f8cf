using System.Runtime.CompilerServices;
using MuZero.Errors;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Torch.Losses;
using MuZero.Torch.Modules;
using MuZero.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Networks and learners on libtorch, by automatic differentiation: every loss and layer, on the processor or a GPU.</summary>
/// <remarks>libtorch is loaded by the first call that needs it, not by the constructor. On a processor this project's kernels play, because
/// they are faster; the learner is libtorch's everywhere.</remarks>
/// <param name="device">training.device: auto, cpu, cuda:N or mps.</param>
public sealed class TorchBackend(string device = "auto") : IBackend
{
    private const int PriorityWithGpu = 20;

    private readonly CpuBackend _kernels = new();

    /// <inheritdoc/>
    public string Name => "torch";

    /// <inheritdoc/>
    public string Description => Runtime.Describe(device);

    /// <summary>True if the machine has an NVIDIA driver, which is all that can be seen without loading libtorch.</summary>
    public static bool HasDriver => OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
        : File.Exists("/dev/nvidiactl");

    /// <summary>Above the kernels if libtorch sees a GPU, else below.</summary>
    public int Priority => HasDriver && LoadFault() is null && Runtime.IsGpu(device) ? PriorityWithGpu : 0;

    /// <inheritdoc/>
    public string? Refuses(LearningPlan plan)
        => LoadFault() ?? Runtime.Refuses(device) ?? RefusesLosses(plan) ?? RefusesLayers(plan.Layout);

    /// <inheritdoc/>
    public INetwork CreateNetwork(NetworkShape shape, ActionTable actions)
        => CreateNetwork(shape, NetworkLayout.Of(shape), actions);

    /// <summary>libtorch's network on a GPU and for a layout without kernels, else the kernels'.</summary>
    internal INetwork CreateNetwork(NetworkShape shape, NetworkLayout layout, ActionTable actions)
        => Runtime.IsGpu(device) || CpuLayout.Refuses(layout) is not null
            ? Runtime.CreateNetwork(shape, layout, actions, device)
            : _kernels.CreateNetwork(shape, actions);

    /// <inheritdoc/>
    public ILearner CreateLearner(LearningPlan plan, ActionTable actions, ulong seed) => Runtime.CreateLearner(plan, actions, seed, device);

    /// <summary>Null if libtorch can be loaded and convolves as it should, else the reason.</summary>
    public static string? LoadFault()
    {
        try
        {
            return Runtime.Load();
        }
        catch (UserException fault)
        {
            return fault.Message.TrimEnd('.');
        }
    }

    private static string? RefusesLosses(LearningPlan plan)
        => plan.Losses.FirstOrDefault(loss => LossTerms.Find(loss.Name) is null) is { } unknown ? $"it has no loss '{unknown.Name}'" : null;

    private static string? RefusesLayers(NetworkLayout layout)
        => layout.Parts.SelectMany(part => part.Layers, (part, layer) => (Part: part, Layer: layer))
            .FirstOrDefault(place => !LayoutModule.Knows(place.Layer))
            is { Layer: { } unknown, Part: { } part }
                ? $"it has no module for the layer '{part.Name}.{unknown.Name}' ({unknown.GetType().Name})"
                : null;

    // All that touches libtorch, apart, so that nothing else loads it.
    private static class Runtime
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static string? Load()
        {
            TorchLibraries.Load();

            // Actors and the trainer have a thread each; more threads inside one small operation slow both.
            set_num_threads(1);
            return OneDnn.Fault;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool IsGpu(string device) => device switch
        {
            "cpu" => false,
            "auto" => HasDriver && cuda.is_available(),
            _ => true,
        };

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static string? Refuses(string device)
            => device.StartsWith("cuda", StringComparison.Ordinal) && !cuda.is_available() ? "libtorch sees no CUDA device"
                : device.StartsWith("cuda", StringComparison.Ordinal) && Find(device).index >= cuda.device_count()
                    ? $"libtorch sees {cuda.device_count()} CUDA devices"
                : device == "mps" && !mps_is_available() ? "libtorch sees no Metal device"
                : null;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static string Describe(string device) => Find(device).type switch
        {
            DeviceType.CUDA => $"{Find(device)} with TorchSharp",
            DeviceType.MPS => "mps with TorchSharp",
            _ => "the processor with TorchSharp, playing with this program's kernels, which are faster there"
                + (OneDnn.IsOff ? "; without oneDNN, which convolves wrongly on this processor" : ""),
        };

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static TorchNetwork CreateNetwork(NetworkShape shape, NetworkLayout layout, ActionTable actions, string device)
            => new TorchNetwork(shape, layout, actions, Find(device));

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static TorchLearner CreateLearner(LearningPlan plan, ActionTable actions, ulong seed, string device)
            => new TorchLearner(plan, actions, seed, Find(device));

        private static Device Find(string device) => device switch
        {
            "cpu" => CPU,
            "auto" => IsGpu(device) ? CUDA : CPU,
            _ => new Device(device),
        };
    }
}
