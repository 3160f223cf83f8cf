using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>torch.nn.functional: layers and losses as functions.</summary>
        public static partial class functional
        {
            /// <summary>functional.relu: max(x, 0); in place, the result is another owner of x.</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            /// <summary>functional.elu: x where positive, else alpha * (exp(x) - 1).</summary>
            public static Tensor elu(Tensor x, double alpha, bool inplace = false)
                => inplace ? x.Changed(NativeMethods.ts_elu_(x.Handle, alpha)).alias() : Tensor.Made(NativeMethods.ts_elu(x.Handle, alpha), x);

            /// <summary>functional.tanh.</summary>
            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            /// <summary>functional.softmax along a dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>functional.log_softmax along a dimension.</summary>
            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);
        }
    }
}
