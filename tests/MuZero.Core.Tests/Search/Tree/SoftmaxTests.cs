using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Tree;

public class SoftmaxTests
{
    [Fact]
    public void Masked_LargeLogits_DoNotOverflow()
    {
        float[] priors = new float[16];

        Assert.Equal(0, Softmax.Masked([1e30f, 1e30f, float.MaxValue], 3, [true, true, false], priors));

        Assert.Equal([0.5f, 0.5f, SearchTree.Illegal], priors[..3]);
    }

    [Fact]
    public void Masked_AnyRow_AgreesWithDoublePrecision()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            int actions = 1 + random.Next(400);
            double spread = Math.Pow(10.0, (4.0 * random.NextDouble()) - 2.0);
            float[] logits = [.. Enumerable.Range(0, actions).Select(_ => (float)(spread * random.NextNormal()))];
            bool[] legal = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, actions).Select(_ => random.NextDouble() < 0.6)];
            if (legal.Length > 0)
            {
                legal[random.Next(actions)] = true;
            }

            // The row ends with its array, or another follows it.
            float[] batch = [.. logits, .. Enumerable.Repeat(1000.0f, random.Next(2) * actions)];
            float[] priors = new float[VectorMath.Padded(actions)];

            return (Softmax.Masked<Simd128, Vector128<float>>(batch, actions, legal, priors) == Best(priors)
                && Agrees(priors, logits, legal))
                && (Softmax.Masked<Simd256, Vector256<float>>(batch, actions, legal, priors) == Best(priors)
                    && Agrees(priors, logits, legal))
                && (Softmax.Masked<Simd512, Vector512<float>>(batch, actions, legal, priors) == Best(priors)
                    && Agrees(priors, logits, legal));
        });

        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(float.NaN, true, false)]
    [InlineData(float.PositiveInfinity, true, false)]
    [InlineData(float.NaN, false, true)]
    [InlineData(float.PositiveInfinity, false, true)]
    [InlineData(float.NegativeInfinity, true, true)]
    public void Masked_LogitNotFinite_IsNoticedWhereItCounts(float logit, bool isLegal, bool expected)
    {
        for (int actions = 2; actions <= 40; actions++)
        {
            float[] logits = new float[actions];
            bool[] legal = [.. Enumerable.Repeat(true, actions)];
            (logits[actions - 1], legal[actions - 1]) = (logit, isLegal);

            Assert.Equal(expected, Softmax.Masked(logits, actions, legal, new float[VectorMath.Padded(actions)]) != Softmax.NotFinite);
        }
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, true)]
    public void Masked_EveryActionLegal_LogitNotFiniteIsNoticed(float logit, bool expected)
    {
        for (int actions = 2; actions <= 40; actions++)
        {
            for (int at = 0; at < actions; at++)
            {
                // Behind the row another one, so that a whole vector can be read.
                float[] logits = new float[actions + VectorMath.Padded(actions)];
                logits[at] = logit;

                Assert.Equal(expected, Softmax.Masked(logits, actions, [], new float[VectorMath.Padded(actions)]) != Softmax.NotFinite);
            }
        }
    }

    [Fact]
    public void Masked_NothingBelievedPossible_SharesEqually()
    {
        float[] priors = new float[16];

        Assert.Equal(0, Softmax.Masked([.. Enumerable.Repeat(float.NegativeInfinity, 16)], 3, [], priors));

        Assert.Equal([1.0f / 3.0f, 1.0f / 3.0f, 1.0f / 3.0f, .. Enumerable.Repeat(SearchTree.Illegal, 13)], priors);
    }

    [Fact]
    public void Masked_OnlyNaN_IsNoticed()
        => Assert.Equal(Softmax.NotFinite, Softmax.Masked([float.NaN, float.NegativeInfinity], 2, [], new float[16]));

    [Fact]
    public void Masked_NoLegalAction_SharesEqually()
    {
        float[] priors = new float[16];

        Assert.Equal(0, Softmax.Masked([float.NegativeInfinity, 3, 5, float.NaN], 4, new bool[4], priors));

        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f, .. Enumerable.Repeat(SearchTree.Illegal, 12)], priors);
    }

    private static int Best(float[] priors) => Array.IndexOf(priors, priors.Max());

    private static bool Agrees(float[] priors, float[] logits, bool[] legal)
    {
        bool IsLegal(int action) => action < logits.Length && (legal.Length == 0 || legal[action]);
        double max = logits.Where((_, action) => IsLegal(action)).Max();
        double sum = logits.Where((_, action) => IsLegal(action)).Sum(logit => Math.Exp(logit - max));
        for (int action = 0; action < priors.Length; action++)
        {
            double expected = IsLegal(action) ? Math.Exp(logits[action] - max) / sum : SearchTree.Illegal;
            if (!(Math.Abs(priors[action] - expected) <= 1e-5 * Math.Abs(expected) + 1e-37))
            {
                return false;
            }
        }

        return true;
    }
}
