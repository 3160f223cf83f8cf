using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>torch.nn.utils.</summary>
        public static unsafe class utils
        {
            /// <summary>torch.nn.utils.clip_grad_norm_: scales all gradients together so that their joint norm is at most max_norm.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                Parameter[] parameters = [.. tensors];
                nint[] handles = Array.ConvertAll(parameters, parameter => parameter.Handle);
                double total;
                fixed (nint* at = handles)
                {
                    NativeError.Check(NativeMethods.ts_clip_grad_norm(at, handles.Length, max_norm, norm_type, &total));
                }

                GC.KeepAlive(parameters);
                return total;
            }
        }
    }
}
