namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.Parameter: makes a parameter of a tensor, which becomes empty.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.Parameter: a tensor that a module learns.</summary>
    public class Parameter : torch.Tensor
    {
        /// <summary>Parameter(data, requires_grad): takes the native tensor over; data becomes empty.</summary>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(Taken(data, requires_grad, out DisposeScope? scope), register: false)
            => scope?.Replace(data, this);

        private static nint Taken(torch.Tensor data, bool requiresGrad, out DisposeScope? scope)
        {
            ArgumentNullException.ThrowIfNull(data);
            data.requires_grad = requiresGrad;
            scope = data.OwningDisposeScope;
            return data.MoveHandle();
        }
    }
}
