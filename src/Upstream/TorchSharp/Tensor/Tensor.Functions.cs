using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Tensor.abs: magnitude.</summary>
        public Tensor abs() => Made(NativeMethods.ts_abs(Handle), this);

        /// <summary>Tensor.neg: the negative.</summary>
        public Tensor neg() => Made(NativeMethods.ts_neg(Handle), this);

        /// <summary>Tensor.exp.</summary>
        public Tensor exp() => Made(NativeMethods.ts_exp(Handle), this);

        /// <summary>Tensor.log: natural logarithm.</summary>
        public Tensor log() => Made(NativeMethods.ts_log(Handle), this);

        /// <summary>Tensor.sqrt.</summary>
        public Tensor sqrt() => Made(NativeMethods.ts_sqrt(Handle), this);

        /// <summary>Tensor.rsqrt: one over the square root.</summary>
        public Tensor rsqrt() => Made(NativeMethods.ts_rsqrt(Handle), this);

        /// <summary>Tensor.square.</summary>
        public Tensor square() => Made(NativeMethods.ts_square(Handle), this);

        /// <summary>Tensor.reciprocal.</summary>
        public Tensor reciprocal() => Made(NativeMethods.ts_reciprocal(Handle), this);

        /// <summary>Tensor.sign: -1, 0 or 1.</summary>
        public Tensor sign() => Made(NativeMethods.ts_sign(Handle), this);

        /// <summary>Tensor.floor.</summary>
        public Tensor floor() => Made(NativeMethods.ts_floor(Handle), this);

        /// <summary>Tensor.round: half to even.</summary>
        public Tensor round() => Made(NativeMethods.ts_round(Handle), this);

        /// <summary>Tensor.relu: max(x, 0).</summary>
        public Tensor relu() => Made(NativeMethods.ts_relu(Handle), this);

        /// <summary>Tensor.tanh.</summary>
        public Tensor tanh() => Made(NativeMethods.ts_tanh(Handle), this);

        /// <summary>Tensor.sigmoid.</summary>
        public Tensor sigmoid() => Made(NativeMethods.ts_sigmoid(Handle), this);

        /// <summary>Tensor.isfinite: neither infinite nor NaN.</summary>
        public Tensor isfinite() => Made(NativeMethods.ts_isfinite(Handle), this);

        /// <summary>Tensor.isnan.</summary>
        public Tensor isnan() => Made(NativeMethods.ts_isnan(Handle), this);

        /// <summary>Tensor.isinf.</summary>
        public Tensor isinf() => Made(NativeMethods.ts_isinf(Handle), this);

        /// <summary>Tensor.logical_not.</summary>
        public Tensor logical_not() => Made(NativeMethods.ts_logical_not(Handle), this);

        /// <summary>Tensor.softmax along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null)
            => Made(NativeMethods.ts_softmax(Handle, dim, Code(dtype)), this);

        /// <summary>Tensor.log_softmax along a dimension.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null)
            => Made(NativeMethods.ts_log_softmax(Handle, dim, Code(dtype)), this);

        private static int Code(ScalarType? type) => type is ScalarType given ? (int)given : Same;
    }
}
