using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.BatchNorm2d: over [batch, channels, height, width].</summary>
            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double? momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null)
                => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.BatchNorm2d.</summary>
    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(
            long features, double eps, double? momentum, bool affine, bool trackRunningStats, torch.Device? device, torch.ScalarType? dtype)
            : base(features, eps, momentum, affine, trackRunningStats, device, dtype, nameof(BatchNorm2d))
        {
        }

        /// <summary>BatchNorm2d.ValidateInputDimensions: four.</summary>
        protected override void ValidateInputDimensions(torch.Tensor input)
        {
            if (input.ndim != 4)
            {
                throw WrongRank("4", input, nameof(BatchNorm2d));
            }
        }
    }
}
