using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Core.Tests.Replay;

public class RateLimiterTests
{
    [Theory]
    [InlineData(4.0, 10, 0.0, 7.9)]
    [InlineData(0.1, 10, 0.0, 1.9)]
    [InlineData(4.0, 10, 0.0, double.NaN)]
    public void Constructor_NarrowWindow_NamesTheOption(double samplesPerInsert, long minPositions, double minDiff, double maxDiff)
    {
        var refusal = Assert.Throws<UserException>(() => new RateLimiter(samplesPerInsert, minPositions, minDiff, maxDiff));

        Assert.Contains("replay.error_buffer", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
    }

    [Theory]
    [InlineData(0.0, 10, "replay.samples_per_insert")]
    [InlineData(double.NaN, 10, "replay.samples_per_insert")]
    [InlineData(1.0, 0, "replay.min_positions")]
    public void Constructor_NumberOutOfRange_NamesTheOption(double samplesPerInsert, long minPositions, string option)
    {
        var refusal = Assert.Throws<UserException>(() => new RateLimiter(samplesPerInsert, minPositions, -1000.0, 1000.0));

        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CanSample_BeforeMinPositions_IsFalseAndInsertsGoOn()
    {
        var limiter = new RateLimiter(1.0, 100, -1000.0, 0.0);
        limiter.CountInserted(99);

        Assert.True(limiter.CanInsert);
        Assert.False(limiter.CanSample);

        limiter.CountInserted(1);

        Assert.False(limiter.CanInsert);
        Assert.True(limiter.CanSample);
    }

    [Fact]
    public void CanInsert_BalanceAboveMax_IsFalseUntilDrawn()
    {
        RateLimiter limiter = RateLimiter.For(new ReplayOptions { SamplesPerInsert = 2, MinPositions = 10, ErrorBuffer = 5 });
        limiter.CountInserted(13); // balance 26; window [15, 25]

        Assert.False(limiter.CanInsert);

        limiter.CountSampled(1);

        Assert.True(limiter.CanInsert);
        Assert.True(limiter.CanSample);

        limiter.CountSampled(11); // balance 14

        Assert.False(limiter.CanSample);
    }

    [Fact]
    public void Restore_SavedCounts_GoesOnAsBefore()
    {
        var options = new ReplayOptions { SamplesPerInsert = 2, MinPositions = 10, ErrorBuffer = 5 };
        RateLimiter limiter = RateLimiter.For(options);

        limiter.Restore(13, 0);

        Assert.Equal((13L, 0L, false, true), (limiter.Inserted, limiter.Sampled, limiter.CanInsert, limiter.CanSample));
    }

    [Fact]
    public void For_TheSmallestErrorBuffer_IsNotRefusedForItsRounding()
    {
        RateLimiter limiter = RateLimiter.For(new ReplayOptions { SamplesPerInsert = 18.53, MinPositions = 68, ErrorBuffer = 18.53 });

        Assert.True(limiter.CanInsert);
    }

    [Fact]
    public void AnyInterleaving_ValidWindow_NeverBlocksBothAndKeepsTheRatio()
    {
        var cases =
            from hundredths in Gen.Choose(1, 2000)
            from minPositions in Gen.Choose(1, 500)
            from width in Gen.Choose(100, 1000)
            from longest in Gen.Choose(1, 300)
            from batch in Gen.Choose(1, 600)
            from eagerness in Gen.Choose(0, 100)
            from seed in Gen.Choose(0, int.MaxValue)
            select (SamplesPerInsert: hundredths / 100.0, minPositions, Buffer: width / 100.0, longest, batch, eagerness, seed);
        var property = Prop.ForAll(cases.ToArbitrary(), c =>
        {
            RateLimiter limiter = RateLimiter.For(new ReplayOptions
            {
                SamplesPerInsert = c.SamplesPerInsert,
                MinPositions = c.minPositions,
                ErrorBuffer = c.Buffer * Math.Max(1.0, c.SamplesPerInsert),
            });
            var random = new RandomStream((ulong)c.seed);
            double slack = (c.SamplesPerInsert * (c.minPositions + c.longest)) + c.batch + (c.Buffer * Math.Max(1.0, c.SamplesPerInsert));
            while (limiter.Sampled < 25.0 * slack)
            {
                bool prefersInsert = random.Next(100) < c.eagerness;
                if (!limiter.CanInsert && !limiter.CanSample)
                {
                    return false;
                }

                if (limiter.CanInsert && (prefersInsert || !limiter.CanSample))
                {
                    limiter.CountInserted(1 + random.Next(c.longest));
                }
                else
                {
                    limiter.CountSampled(c.batch);
                }
            }

            double ratio = limiter.Sampled / (double)limiter.Inserted;
            return Math.Abs(ratio - c.SamplesPerInsert) <= 0.05 * c.SamplesPerInsert;
        });

        property.QuickCheckThrowOnFailure();
    }
}
