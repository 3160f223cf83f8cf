using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.ELU: x where positive, else alpha * (exp(x) - 1).</summary>
            public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.ELU.</summary>
    public sealed class ELU : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly double _alpha;
        private readonly bool _inplace;

        internal ELU(double alpha, bool inplace)
            : base(nameof(ELU))
        {
            _alpha = alpha;
            _inplace = inplace;
        }

        /// <summary>ELU.forward.</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.elu(tensor, _alpha, _inplace);
    }
}
