using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.NewDisposeScope: tensors made on this thread from now on are freed with the result.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.NewDisposeScope();

    /// <summary>torch.no_grad: nothing is recorded on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>torch.enable_grad: records again inside no_grad.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>torch.set_grad_enabled.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>torch.is_grad_enabled.</summary>
    public static bool is_grad_enabled() => NativeMethods.ts_grad_mode() != 0;

    /// <summary>torch.inference_mode: no_grad, and the tensors made here can never be recorded, which is cheaper still.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>torch.is_inference_mode_enabled.</summary>
    public static bool is_inference_mode_enabled() => NativeMethods.ts_inference_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = NativeMethods.ts_grad_mode();

        internal GradMode(bool enabled) => NativeMethods.ts_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.ts_set_grad_mode(_before);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _guard = NativeMethods.ts_inference_mode_enter(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_guard != 0)
            {
                NativeMethods.ts_inference_mode_leave(_guard);
                _guard = 0;
            }
        }
    }
}
