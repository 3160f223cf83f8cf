using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.BatchNorm1d: over [batch, channels] or [batch, channels, length].</summary>
            public static BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1e-05, double? momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null)
                => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.BatchNorm1d.</summary>
    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(
            long features, double eps, double? momentum, bool affine, bool trackRunningStats, torch.Device? device, torch.ScalarType? dtype)
            : base(features, eps, momentum, affine, trackRunningStats, device, dtype, nameof(BatchNorm1d))
        {
        }

        /// <summary>BatchNorm1d.ValidateInputDimensions: two or three.</summary>
        protected override void ValidateInputDimensions(torch.Tensor input)
        {
            if (input.ndim is not (2 or 3))
            {
                throw WrongRank("2 or 3", input, nameof(BatchNorm1d));
            }
        }
    }
}
