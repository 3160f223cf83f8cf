using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Keeps a module's buffers (batch norm's running statistics), which a forward pass changes before its loss is known to be
/// finite.</summary>
internal sealed class BufferGuard(IReadOnlyList<Tensor> buffers) : IDisposable
{
    private readonly Tensor[] _kept = [.. buffers.Select(buffer => buffer.clone().DetachFromDisposeScope())];

    /// <summary>Keeps a copy of the buffers.</summary>
    public void Keep() => Copy(buffers, _kept);

    /// <summary>Puts them back as they were at the last <see cref="Keep"/>.</summary>
    public void Restore() => Copy(_kept, buffers);

    public void Dispose()
    {
        foreach (Tensor kept in _kept)
        {
            kept.Dispose();
        }
    }

    private static void Copy(IReadOnlyList<Tensor> from, IReadOnlyList<Tensor> to)
    {
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < from.Count; i++)
        {
            to[i].copy_(from[i]);
        }
    }
}
