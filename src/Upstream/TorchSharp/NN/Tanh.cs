using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.Tanh: tanh.</summary>
            public static Tanh Tanh() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.Tanh.</summary>
    public sealed class Tanh : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Tanh()
            : base(nameof(Tanh))
        {
        }

        /// <summary>Tanh.forward.</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => tensor.tanh();
    }
}
