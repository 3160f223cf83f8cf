using MuZero.Networks;

namespace MuZero.Core.Tests.Networks;

public class EvaluationCacheTests
{
    private const int Actions = 5;

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        EvaluationCache cache = new(Actions, mebibytes: 1);
        for (ulong hash = 0; hash < 1_000; hash++)
        {
            cache.Write(hash * 0x9E3779B97F4A7C15UL, Logits(hash), hash);
        }

        int found = 0;
        float[] logits = new float[Actions];
        for (ulong hash = 0; hash < 1_000; hash++)
        {
            if (cache.TryRead(hash * 0x9E3779B97F4A7C15UL, logits, out float value))
            {
                found++;
                Assert.Equal(Logits(hash), logits);
                Assert.Equal(hash, value);
            }
        }

        Assert.InRange(found, 990, 1_000); // of more than 20,000 places
        Assert.Equal((1_000, found), (cache.LookUps, cache.Hits));
        Assert.False(cache.TryRead(77, logits, out _));
    }

    [Fact]
    public void Write_NoPlaceLeft_ReplacesTheOneUsedLongestAgo()
    {
        EvaluationCache cache = new(Actions, mebibytes: 1);
        ulong sets = (ulong)(cache.Capacity / EvaluationCache.Ways);
        ulong[] hashes = [.. Enumerable.Range(1, EvaluationCache.Ways + 1).Select(i => 3 + ((ulong)i * sets))]; // of one set
        float[] logits = new float[Actions];
        foreach (ulong hash in hashes[..^1])
        {
            cache.Write(hash, Logits(hash), 1);
        }

        foreach (ulong hash in new[] { hashes[0], hashes[2], hashes[3] })
        {
            Assert.True(cache.TryRead(hash, logits, out _));
        }

        cache.Write(hashes[^1], Logits(9), 2);

        Assert.False(cache.TryRead(hashes[1], logits, out _));
        Assert.All(new[] { hashes[0], hashes[2], hashes[3], hashes[4] }, hash => Assert.True(cache.TryRead(hash, logits, out _)));
    }

    [Fact]
    public void TryRead_ManyThreads_NeverMixesTwoEvaluations()
    {
        EvaluationCache cache = new(Actions, mebibytes: 1);
        ulong sets = (ulong)(cache.Capacity / EvaluationCache.Ways);
        Parallel.For(0, 8, thread =>
        {
            float[] logits = new float[Actions];
            for (int i = 0; i < 20_000; i++)
            {
                ulong number = (ulong)((i * 7) + thread) % 13;
                ulong hash = 5 + (number * sets); // 13 evaluations in 4 places
                if (cache.TryRead(hash, logits, out float value))
                {
                    Assert.Equal(Logits(number), logits);
                    Assert.Equal(number, value);
                }
                else
                {
                    cache.Write(hash, Logits(number), number);
                }
            }
        });
    }

    [Fact]
    public void Clear_ForgetsEverything()
    {
        EvaluationCache cache = new(Actions, mebibytes: 1);
        cache.Write(0, Logits(0), 1);
        cache.Write(8, Logits(8), 1);

        cache.Clear();

        Assert.False(cache.TryRead(0, new float[Actions], out _) || cache.TryRead(8, new float[Actions], out _));
    }

    private static float[] Logits(ulong number) => [.. Enumerable.Range(0, Actions).Select(action => number + (0.25f * action))];
}
