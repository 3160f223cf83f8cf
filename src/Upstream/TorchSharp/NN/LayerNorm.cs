using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.LayerNorm: normalises each sample over its last dimensions.</summary>
            public static LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <summary>torch.nn.LayerNorm over the last dimension.</summary>
            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.LayerNorm.</summary>
    public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal LayerNorm(long[] shape, double eps, bool affine, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            normalized_shape = shape;
            this.eps = eps;
            elementwise_affine = affine;
            if (affine)
            {
                weight = new Parameter(torch.ones(shape, dtype, device));
                register_parameter(nameof(weight), weight);
            }

            if (affine && hasBias)
            {
                bias = new Parameter(torch.zeros(shape, dtype, device));
                register_parameter(nameof(bias), bias);
            }
        }

        /// <summary>LayerNorm.normalized_shape.</summary>
        public long[] normalized_shape { get; }

        /// <summary>LayerNorm.eps: added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>LayerNorm.elementwise_affine: whether scale and shift are learnt.</summary>
        public bool elementwise_affine { get; }

        /// <summary>LayerNorm.weight: scale.</summary>
        public Parameter? weight { get; }

        /// <summary>LayerNorm.bias: shift.</summary>
        public Parameter? bias { get; }

        /// <summary>LayerNorm.forward.</summary>
        public override torch.Tensor forward(torch.Tensor tensor)
            => torch.nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
    }
}
