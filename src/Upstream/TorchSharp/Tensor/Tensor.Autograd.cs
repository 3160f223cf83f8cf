using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Tensor.requires_grad: whether operations on this tensor are recorded for backward.</summary>
        public bool requires_grad
        {
            get => Kept(NativeMethods.ts_requires_grad(Handle)) != 0;
            set => Changed(NativeMethods.ts_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>Tensor.is_leaf: whether no recorded operation made it.</summary>
        public bool is_leaf => Kept(NativeMethods.ts_is_leaf(Handle)) != 0;

        /// <summary>Tensor.grad: what backward accumulated, or null before the first. Each read gives a new object.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient = Kept(NativeMethods.ts_grad(Handle));
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set
            {
                Changed(NativeMethods.ts_set_grad(Handle, value?.Handle ?? 0), value);
            }
        }

        /// <summary>Tensor.requires_grad_.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Tensor.with_requires_grad.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Tensor.retain_grad: keeps the gradient although this tensor was computed.</summary>
        public void retain_grad() => Changed(NativeMethods.ts_retain_grad(Handle));

        /// <summary>Tensor.backward: adds d(this)/d(leaf) to the grad of every leaf; this must be one number.</summary>
        public void backward() => Changed(NativeMethods.ts_backward(Handle, 0, 0, 0));

        /// <summary>Tensor.backward with the gradient of something that depends on this tensor.</summary>
        public void backward(IList<Tensor>? grad_tensors, bool create_graph = false, bool retain_graph = false)
        {
            Tensor? gradient = grad_tensors is { Count: > 0 } ? grad_tensors[0] : null;
            bool retain = retain_graph || create_graph;
            Changed(
                NativeMethods.ts_backward(Handle, gradient?.Handle ?? 0, retain ? 1 : 0, create_graph ? 1 : 0), gradient);
        }

        /// <summary>Tensor.detach: the same memory, outside the recording.</summary>
        public Tensor detach() => Made(NativeMethods.ts_detach(Handle), this);

        /// <summary>Tensor.detach_: takes this tensor out of the recording.</summary>
        public Tensor detach_() => Changed(NativeMethods.ts_detach_(Handle));
    }
}
