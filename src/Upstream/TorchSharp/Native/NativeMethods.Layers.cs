using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Layers and losses (nn.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint ts_linear(nint input, nint weight, nint bias);

    [LibraryImport(Library)]
    internal static partial nint ts_conv2d(nint input, nint weight, nint bias, long* stride, int strides, long* padding, int paddings, long* dilation, int dilations, long groups);

    [LibraryImport(Library)]
    internal static partial nint ts_batch_norm(nint input, nint weight, nint bias, nint runningMean, nint runningVar, int training, double momentum, double eps);

    [LibraryImport(Library)]
    internal static partial nint ts_layer_norm(nint input, long* shape, int rank, nint weight, nint bias, double eps);

    [LibraryImport(Library)]
    internal static partial nint ts_mse_loss(nint input, nint target, int reduction);

    [LibraryImport(Library)]
    internal static partial nint ts_cross_entropy(nint input, nint target, nint weight, long ignoreIndex, int reduction, double labelSmoothing);

    [LibraryImport(Library)]
    internal static partial nint ts_cosine_similarity(nint a, nint b, long dim, double eps);
}
