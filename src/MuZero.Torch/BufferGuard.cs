using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Keeps a module's buffers (batch norm's running statistics), which a forward pass changes before its loss is known to be finite.</summary>
internal sealed class BufferGuard : IDisposable
{
    private readonly Tensor[] _buffers;
    private readonly Tensor[] _kept;

    public BufferGuard(nn.Module module)
    {
        _buffers = [.. module.named_buffers().Select(named => named.buffer)];
        _kept = [.. _buffers.Select(buffer => buffer.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Keeps a copy of the buffers.</summary>
    public void Keep() => Copy(_buffers, _kept);

    /// <summary>Puts them back as they were at the last <see cref="Keep"/>.</summary>
    public void Restore() => Copy(_kept, _buffers);

    public void Dispose()
    {
        foreach (Tensor kept in _kept)
        {
            kept.Dispose();
        }
    }

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < from.Length; i++)
        {
            to[i].copy_(from[i]);
        }
    }
}
