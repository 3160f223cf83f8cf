using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.Linear: x W^T + b; weights and bias drawn from U(-1/sqrt(in), 1/sqrt(in)).</summary>
            public static Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.Linear: [..., in] to [..., out]; weight [out, in], bias [out].</summary>
    public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Linear))
        {
            in_features = inputSize;
            out_features = outputSize;
            weight = LayerWeights.NewWeight([outputSize, inputSize], device, dtype);
            register_parameter(nameof(weight), weight);
            if (hasBias)
            {
                bias = LayerWeights.NewBias(weight, device, dtype);
                register_parameter(nameof(bias), bias);
            }
        }

        /// <summary>Linear.in_features.</summary>
        public long in_features { get; }

        /// <summary>Linear.out_features.</summary>
        public long out_features { get; }

        /// <summary>Linear.weight [out, in].</summary>
        public Parameter weight { get; }

        /// <summary>Linear.bias [out].</summary>
        public Parameter? bias { get; }

        /// <summary>Linear.forward.</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);
    }

    /// <summary>PyTorch's default weights for linear and convolution layers.</summary>
    internal static class LayerWeights
    {
        private static readonly double s_slope = Math.Sqrt(5);

        // kaiming_uniform with a = sqrt(5), which amounts to U(-1/sqrt(fan in), 1/sqrt(fan in)).
        internal static Parameter NewWeight(long[] sizes, torch.Device? device, torch.ScalarType? dtype)
        {
            Parameter weight = new(torch.empty(sizes, dtype, device));
            torch.nn.init.kaiming_uniform_(weight, s_slope);
            return weight;
        }

        internal static Parameter NewBias(Parameter weight, torch.Device? device, torch.ScalarType? dtype)
        {
            Parameter bias = new(torch.empty([weight.shape[0]], dtype, device));
            (long fanIn, _) = torch.nn.init.CalculateFanInAndFanOut(weight);
            double bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
            torch.nn.init.uniform_(bias, -bound, bound);
            return bias;
        }
    }
}
