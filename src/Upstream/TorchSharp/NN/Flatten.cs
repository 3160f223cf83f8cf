using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.Flatten: joins the dimensions from start_dim to end_dim.</summary>
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.Flatten.</summary>
    public sealed class Flatten : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly long _first;
        private readonly long _last;

        internal Flatten(long first, long last)
            : base(nameof(Flatten))
        {
            _first = first;
            _last = last;
        }

        /// <summary>Flatten.forward.</summary>
        public override torch.Tensor forward(torch.Tensor input) => input.flatten(_first, _last);
    }
}
