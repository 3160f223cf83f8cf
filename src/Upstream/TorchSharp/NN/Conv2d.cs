using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.Conv2d with square kernels; default weights as PyTorch's.</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => Conv2d(
                    in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), (dilation, dilation),
                    padding_mode, groups, bias, device, dtype);

            /// <summary>torch.nn.Conv2d.</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null)
                => padding_mode == PaddingModes.Zeros
                    ? new Conv2d(
                        in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), groups, bias, device, dtype)
                    : throw new NotSupportedException($"Conv2d pads with zeros only here, not by {padding_mode}.");
        }
    }

    /// <summary>TorchSharp.PaddingModes: what lies beyond the edge. Only zeros are offered here.</summary>
    public enum PaddingModes
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,

        /// <summary>The tensor mirrored.</summary>
        Reflect = 1,

        /// <summary>The edge repeated.</summary>
        Replicate = 2,

        /// <summary>The opposite edge.</summary>
        Circular = 3,
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.Conv2d: [batch, in, height, width] to [batch, out, height', width'].</summary>
    public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Conv2d(
            long inChannels, long outChannels, (long Height, long Width) kernel, (long, long) stride, (long, long) padding,
            (long, long) dilation, long groups, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv2d))
        {
            in_channels = inChannels;
            out_channels = outChannels;
            kernel_size = [kernel.Height, kernel.Width];
            this.stride = [stride.Item1, stride.Item2];
            this.padding = [padding.Item1, padding.Item2];
            this.dilation = [dilation.Item1, dilation.Item2];
            this.groups = groups;
            weight = LayerWeights.NewWeight([outChannels, inChannels / groups, kernel.Height, kernel.Width], device, dtype);
            register_parameter(nameof(weight), weight);
            if (hasBias)
            {
                bias = LayerWeights.NewBias(weight, device, dtype);
                register_parameter(nameof(bias), bias);
            }
        }

        /// <summary>Conv2d.in_channels.</summary>
        public long in_channels { get; }

        /// <summary>Conv2d.out_channels.</summary>
        public long out_channels { get; }

        /// <summary>Conv2d.kernel_size: height, width.</summary>
        public long[] kernel_size { get; }

        /// <summary>Conv2d.stride.</summary>
        public long[] stride { get; }

        /// <summary>Conv2d.padding.</summary>
        public long[] padding { get; }

        /// <summary>Conv2d.dilation.</summary>
        public long[] dilation { get; }

        /// <summary>Conv2d.groups.</summary>
        public long groups { get; }

        /// <summary>Conv2d.weight [out, in / groups, height, width].</summary>
        public Parameter weight { get; }

        /// <summary>Conv2d.bias [out].</summary>
        public Parameter? bias { get; }

        /// <summary>Conv2d.forward.</summary>
        public override torch.Tensor forward(torch.Tensor input)
            => torch.nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }
}
