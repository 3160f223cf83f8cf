using System.Runtime.Intrinsics;
using MuZero.Numerics;

namespace MuZero.Core.Tests.Numerics;

public class VectorMathTests
{
    [Fact]
    public void Exp_WholeRange_IsTwoTenMillionthsFromTheTruth()
    {
        for (float x = -86.9f; x < 88.2f; x += 0.00137f)
        {
            float y = VectorMath.Exp<Simd128, Vector128<float>>(Vector128.Create(x)).ToScalar();

            Assert.True(Math.Abs((y / Math.Exp(x)) - 1.0) < 2e-7, $"e^{x} gave {y}");
        }
    }

    [Theory]
    [InlineData(0.0f, 1.0f)]
    [InlineData(-88.0f, 0.0f)]
    [InlineData(-1e30f, 0.0f)]
    [InlineData(float.NegativeInfinity, 0.0f)]
    [InlineData(89.0f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_Edges_AreExact(float x, float expected)
    {
        Assert.Equal(Vector128.Create(expected), VectorMath.Exp<Simd128, Vector128<float>>(Vector128.Create(x)));
        Assert.Equal(Vector256.Create(expected), VectorMath.Exp<Simd256, Vector256<float>>(Vector256.Create(x)));
        Assert.Equal(Vector512.Create(expected), VectorMath.Exp<Simd512, Vector512<float>>(Vector512.Create(x)));
    }

    [Fact]
    public void FirstMax_AnyRow_IsTheFirstOfTheLargest()
    {
        var random = new RandomStream(11);
        for (int i = 0; i < 5000; i++)
        {
            float[] row = new float[16 * (1 + random.Next(26))];
            int distinct = 1 + random.Next(i % 2 == 0 ? 3 : 1000);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = random.Next(distinct) - (distinct / 2);
            }

            (int index, float value) = VectorMath.FirstMax(row);

            Assert.Equal((Array.IndexOf(row, row.Max()), row.Max()), (index, value));
            Assert.Equal((index, value), VectorMath.FirstMax<Simd128, Vector128<float>>(row));
            Assert.Equal((index, value), VectorMath.FirstMax<Simd256, Vector256<float>>(row));
            Assert.Equal((index, value), VectorMath.FirstMax<Simd512, Vector512<float>>(row));
        }
    }
}
