using TorchSharp.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>torch.cat: joins along an existing dimension.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Join(tensors, dim, &NativeMethods.ts_cat);

    /// <summary>torch.stack: joins along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
        => Join(tensors as IList<Tensor> ?? [.. tensors], dim, &NativeMethods.ts_stack);

    /// <summary>torch.where: x where the condition holds, else y.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y)
        => Tensor.Made(NativeMethods.ts_where(condition.Handle, x.Handle, y.Handle), condition, x, y);

    /// <summary>torch.matmul.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>torch.mm.</summary>
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    /// <summary>torch.bmm.</summary>
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    private static Tensor Join(IList<Tensor> tensors, long dim, delegate*<nint*, int, long, nint> native)
    {
        Span<nint> handles = tensors.Count <= 64 ? stackalloc nint[tensors.Count] : new nint[tensors.Count];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = tensors[i].Handle;
        }

        fixed (nint* at = handles)
        {
            Tensor result = Tensor.Made(native(at, handles.Length, dim));
            GC.KeepAlive(tensors);
            return result;
        }
    }
}
