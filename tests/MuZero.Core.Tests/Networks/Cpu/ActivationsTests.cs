using System.Runtime.Intrinsics;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Core.Tests.Networks.Cpu;

public unsafe class ActivationsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    public void Transposition_ThereAndBack_IsWhatItWas(int length)
    {
        const int Samples = 8;
        FloatBuffer rows = new(Samples * length), lanes = new(Samples * length), back = new(Samples * length);
        float** from = stackalloc float*[Samples], to = stackalloc float*[Samples];
        for (int i = 0; i < Samples * length; i++)
        {
            from[i / length] = rows.Start + (i / length * length);
            to[i / length] = back.Start + (i / length * length);
            rows.Start[i] = i;
        }

        Transposition.ToLanes(from, length, lanes.Start, Samples);
        Transposition.ToRows(lanes.Start, to, length, Samples);

        Assert.Equal((length - 1) + (3 * length), (int)lanes.Start[((length - 1) * Samples) + 3]);
        Assert.Equal(rows.Span.ToArray(), back.Span.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(300)]
    public void Decode_RandomLogits_IsWhatSupportDecodes(int size)
    {
        const int Samples = 4;
        Support support = new(size);
        Random random = new(1);
        FloatBuffer logits = new(support.Bins * Samples), returns = new(Samples);
        float[][] rows = new float[Samples][];
        for (int sample = 0; sample < Samples; sample++)
        {
            rows[sample] = new float[support.Bins];
            for (int bin = 0; bin < support.Bins; bin++)
            {
                logits.Start[(bin * Samples) + sample] = rows[sample][bin] = (random.NextSingle() - 0.5f) * 20.0f;
            }
        }

        new ReturnDecoder<Simd128, Vector128<float>>(support.Bins).Decode(logits.Start, returns.Start, vectors: 1);

        for (int sample = 0; sample < Samples; sample++)
        {
            float expected = support.DecodeLogits(rows[sample]);
            Assert.Equal(expected, returns.Start[sample], 1e-5f * MathF.Max(1.0f, MathF.Abs(expected)));
        }
    }
}
