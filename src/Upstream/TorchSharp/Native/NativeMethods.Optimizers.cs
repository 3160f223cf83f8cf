using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Optimisers' updates (optim.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial int ts_adam_step(nint param, nint mean, nint square, nint largest, long step, double rate, double beta1, double beta2, double eps, double weightDecay, int decoupled, int maximize);

    [LibraryImport(Library)]
    internal static partial int ts_sgd_step(nint param, nint buffer, int first, double rate, double momentum, double dampening, double weightDecay, int nesterov, int maximize);

    [LibraryImport(Library)]
    internal static partial int ts_clip_grad_norm(nint* @params, int count, double limit, double p, double* total);
}
