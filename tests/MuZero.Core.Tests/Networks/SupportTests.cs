using MuZero.Errors;
using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Tests.Networks;

/// <summary>Vectors computed independently (docs/ALGORITHM.md 6).</summary>
public sealed class SupportTests
{
    public static TheoryData<double, double> Transformed => new()
    {
        { 0, 0 }, { 0.25, .118283989 }, { 0.5, .225244871 }, { 1, .415213562 }, { 2, .734050808 }, { 3, 1.003 }, { 8, 2.008 },
        { 10, 2.326624790 },
        { 15, 3.015 }, { 50, 6.191428429 }, { 99, 9.099 }, { 100, 9.149875621 }, { 500, 21.883029286 }, { 1000, 31.638584039 },
        { 1e5, 415.229347152 },
    };

    public static TheoryData<double, double> Inverted => new()
    {
        { 0, 0 }, { .5, 1.246262765 }, { 1, 2.988056702 }, { 2, 7.952349145 }, { 3.7, 20.894032654 }, { 5, 34.586162256 },
        { 10, 117.430322780 },
        { 20, 422.436134633 }, { 50, 2364.419673678 }, { 100, 8546.626307184 }, { 300, 58705.584016692 },
    };

    [Theory]
    [MemberData(nameof(Transformed))]
    public void Transform_PublishedNumbers_AreMet(double number, double expected)
    {
        Assert.Equal(expected, Support.Transform(number), 8.0e-9 * Math.Max(1, expected));
        Assert.Equal(-expected, Support.Transform(-number), 8.0e-9 * Math.Max(1, expected));
    }

    [Theory]
    [MemberData(nameof(Inverted))]
    public void Inverse_PublishedNumbers_AreMet(double transformed, double expected)
    {
        Assert.Equal(expected, Support.Inverse(transformed), 1e-9 * Math.Max(1, expected));
        Assert.Equal(-expected, Support.Inverse(-transformed), 1e-9 * Math.Max(1, expected));
    }

    [Theory]
    [InlineData(-2), InlineData(-1), InlineData(-.5), InlineData(0), InlineData(.5), InlineData(1), InlineData(2), InlineData(100_000)]
    public void Inverse_OfTransform_IsIdentity(double number) =>
        Assert.Equal(number, Support.Inverse(Support.Transform(number)), 1e-10 * Math.Max(1, Math.Abs(number)));

    // Trap 6: the inverse in float32 is off by more than 10 at 100,000.
    [Fact]
    public void Decode_LargeReturn_KeepsFloatPrecision()
    {
        Support support = new(500);
        float[] bins = new float[support.Bins];

        support.Encode(100_000f, bins);

        Assert.Equal(100_000f, support.Decode(bins), 0.05f);
    }

    [Theory]
    [InlineData(10f, 302, .673375, .326625)]
    [InlineData(100f, 309, .850124, .149876)]
    [InlineData(-5f, 298, .45449, .54551)]
    [InlineData(1f, 300, .584786, .415214)]
    public void Encode_601Bins_TwoNeighbours(float value, int lower, double lowerWeight, double upperWeight)
    {
        float[] bins = Garbage(601);

        new Support(300).Encode(value, bins);

        Assert.Equal(lowerWeight, bins[lower], 1e-6);
        Assert.Equal(upperWeight, bins[lower + 1], 1e-6);
        Assert.Equal(2, bins.Count(weight => weight != 0));
    }

    // Trap 5: no index 601.
    [Theory]
    [InlineData(58_706f, 600), InlineData(float.MaxValue, 600), InlineData(float.PositiveInfinity, 600)]
    [InlineData(-58_706f, 0), InlineData(float.MinValue, 0), InlineData(float.NegativeInfinity, 0)]
    public void Encode_AtOrBeyondTheEnds_OneEndBin(float value, int bin)
    {
        float[] bins = Garbage(601);

        new Support(300).Encode(value, bins);

        Assert.Equal(1, bins[bin]);
        Assert.Single(bins, weight => weight != 0);
    }

    [Fact]
    public void Encode_NaN_ShowsInTheWeights()
    {
        float[] bins = new float[21];

        new Support(10).Encode(float.NaN, bins);

        Assert.Contains(bins, float.IsNaN);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(10), InlineData(300)]
    public void DecodeLogits_AgainstPlainSoftmax_Agrees(int size)
    {
        const int batch = 7;
        Support support = new(size);
        RandomStream random = new(5);
        float[] logits = [.. Enumerable.Range(0, batch * support.Bins).Select(_ => (float)((random.NextDouble() * 12) - 6))];
        float[] values = new float[batch];

        support.DecodeLogits(logits, values);

        for (int row = 0; row < batch; row++)
        {
            double[] powers = [.. logits.Skip(row * support.Bins).Take(support.Bins).Select(logit => Math.Exp(logit))];
            double expectation = powers.Select((power, bin) => power * (bin - size)).Sum() / powers.Sum();
            Assert.Equal(Support.Inverse(expectation), values[row], 1e-5 * Math.Max(1, Math.Abs(values[row])));
            Assert.Equal(values[row], support.DecodeLogits(logits.AsSpan(row * support.Bins, support.Bins)));
        }
    }

    [Fact]
    public void DecodeLogits_HugeAndMinusInfinity_StaysFinite()
    {
        float[] logits = [.. Enumerable.Repeat(float.NegativeInfinity, 601)];
        logits[303] = 3e38f;

        Assert.Equal(Support.Inverse(3), new Support(300).DecodeLogits(logits), 1e-4);
    }

    [Fact]
    public void DecodeLogits_Batch_AllocatesNothing()
    {
        Support support = new(300);
        float[] logits = new float[16 * support.Bins], values = new float[16];
        support.DecodeLogits(logits, values);
        long before = GC.GetAllocatedBytesForCurrentThread();

        support.DecodeLogits(logits, values);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(-1f, 1f, 1), InlineData(0f, 0f, 1), InlineData(0f, 500f, 22), InlineData(-100f, 0f, 10), InlineData(0f, 58_705f, 300),
        InlineData(0f, 58_800f, 301)]
    public void For_RangeOfReturns_SmallestThatCovers(float minReturn, float maxReturn, int size) =>
        Assert.Equal(size, Support.For(minReturn, maxReturn).Size);

    [Theory]
    [InlineData(0f, float.NaN), InlineData(float.NegativeInfinity, 0f), InlineData(0f, 3e38f)]
    public void For_UnusableRange_IsAUserFault(float minReturn, float maxReturn) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => Support.For(minReturn, maxReturn)).ExitCode);

    private static float[] Garbage(int length) => [.. Enumerable.Repeat(9f, length)];
}
