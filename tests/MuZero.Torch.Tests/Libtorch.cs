using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>Loads libtorch before any test touches TorchSharp, as <see cref="TorchBackend"/> does.</summary>
internal static class Libtorch
{
    /// <summary>The device of libtorch's side of the agreement tests: <c>MUZERO_TEST_DEVICE</c>, the processor if it is not set.</summary>
    public static Device Device { get; private set; } = null!;

    [ModuleInitializer]
    internal static void Load()
    {
        Assert.Null(TorchBackend.LoadFault());
        Device = device(Environment.GetEnvironmentVariable("MUZERO_TEST_DEVICE") ?? "cpu");
        // TensorFloat-32, the default of convolutions on a GPU, rounds to 10 bits, which hides errors of a kernel.
        backends.cudnn.allow_tf32 = false;
        backends.cuda.matmul.allow_tf32 = false;
    }
}
