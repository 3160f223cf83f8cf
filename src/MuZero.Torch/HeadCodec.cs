using System.Runtime.InteropServices;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Values and rewards between returns and what a head predicts: one number in [-1, 1], or a distribution over a support.</summary>
internal sealed class HeadCodec(int bins)
{
    private readonly Support? _support = bins > 1 ? new Support((bins - 1) / 2) : null;

    /// <summary>Numbers that the head predicts per return.</summary>
    public int Bins { get; } = bins;

    /// <summary>Reads a head's raw output as returns.</summary>
    /// <param name="output">[batch, bins].</param>
    /// <param name="returns">[batch].</param>
    public void Decode(Tensor output, Span<float> returns)
    {
        using Tensor local = output.cpu().contiguous();
        ReadOnlySpan<float> raw = MemoryMarshal.Cast<byte, float>(local.bytes);
        if (_support is null)
        {
            for (int row = 0; row < returns.Length; row++)
            {
                returns[row] = MathF.Tanh(raw[row]);
            }
        }
        else
        {
            _support.DecodeLogits(raw, returns);
        }
    }

    /// <summary>Writes returns as what the head should predict: [rows, bins].</summary>
    public void Encode(ReadOnlySpan<float> returns, Span<float> targets)
    {
        if (_support is null)
        {
            returns.CopyTo(targets);
        }
        else
        {
            _support.Encode(returns, targets);
        }
    }
}
