using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly long[] s_one = [1];
            private static readonly long[] s_zero = [0];

            /// <summary>functional.linear: input [..., in], weights [out, in], bias [out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
                => Tensor.Made(
                    NativeMethods.ts_linear(input.Handle, weights.Handle, bias?.Handle ?? 0), input, weights, bias);

            /// <summary>functional.conv2d: input [batch, in, height, width], weight [out, in / groups, height, width].</summary>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                strides ??= s_one;
                padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* stride = strides, pad = padding, dilate = dilation)
                {
                    return Tensor.Made(
                        NativeMethods.ts_conv2d(
                            input.Handle, weight.Handle, bias?.Handle ?? 0, stride, strides.Length, pad, padding.Length, dilate, dilation.Length, groups),
                        input, weight, bias);
                }
            }

            /// <summary>functional.batch_norm: with the batch's statistics when training, moving the running ones; else with those.</summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-5)
            {
                Tensor result = Tensor.Made(
                    NativeMethods.ts_batch_norm(
                        input.Handle, weight?.Handle ?? 0, bias?.Handle ?? 0, running_mean?.Handle ?? 0, running_var?.Handle ?? 0,
                        training ? 1 : 0, momentum, eps),
                    input, weight, bias);
                GC.KeepAlive(running_mean);
                GC.KeepAlive(running_var);
                return result;
            }

            /// <summary>functional.layer_norm over the last dimensions.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                fixed (long* shape = normalized_shape)
                {
                    return Tensor.Made(
                        NativeMethods.ts_layer_norm(
                            input.Handle, shape, normalized_shape.Length, weight?.Handle ?? 0, bias?.Handle ?? 0, eps),
                        input, weight, bias);
                }
            }
        }
    }
}
