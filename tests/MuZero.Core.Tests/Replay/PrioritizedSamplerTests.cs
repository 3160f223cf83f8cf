using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Core.Tests.Replay;

public class PrioritizedSamplerTests
{
    [Theory] // docs/ALGORITHM.md 6
    [InlineData(0.0, 0.25, 0.25, 0.25, 0.25)]
    [InlineData(0.5, 0.162700, 0.230093, 0.281805, 0.325401)]
    [InlineData(0.6, 0.148230, 0.224674, 0.286555, 0.340542)]
    [InlineData(0.9, 0.110667, 0.206511, 0.297458, 0.385364)]
    [InlineData(1.0, 0.1, 0.2, 0.3, 0.4)]
    public void Draw_Priorities1To4_HaveThePublishedProbabilities(double exponent, params double[] expected)
    {
        var sampler = new PrioritizedSampler(exponent);
        sampler.Add(0, 4, [1, 2, 3, 4]);
        var random = new RandomStream(1);

        for (int i = 0; i < 200; i++)
        {
            long position = sampler.Draw(random, out double probability);
            Assert.Equal(expected[position], probability, 1e-6);
        }
    }

    [Fact]
    public void Draw_AfterUpdatesAndRemovals_FrequencyFollowsPriorities()
    {
        const int Draws = 200_000;
        var sampler = new PrioritizedSampler(1.0);
        sampler.Add(0, 3, [5, 5, 5]);
        sampler.Add(1, 4, [1, 1, 1, 1]);
        sampler.RemoveOldest(3);
        sampler.Update(4, 3.0f);
        sampler.Update(5, 0.0f);
        sampler.Add(2, 1, [5]);
        var random = new RandomStream(2);
        int[] counts = new int[8];

        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Draw(random, out _)]++;
        }

        double[] expected = [0, 0, 0, 0.1, 0.3, 0, 0.1, 0.5];
        for (int i = 0; i < counts.Length; i++)
        {
            // Five standard deviations.
            Assert.Equal(expected[i], counts[i] / (double)Draws, 5.0 * Math.Sqrt(expected[i] * (1.0 - expected[i]) / Draws));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    public void Draw_AllPrioritiesZero_IsUniformOverThoseHeld(double exponent)
    {
        var sampler = new PrioritizedSampler(exponent);
        sampler.Add(0, 6, [0, 0, 0, 0, 0, 0]);
        sampler.RemoveOldest(2);
        var random = new RandomStream(3);
        int[] counts = new int[6];

        for (int i = 0; i < 40_000; i++)
        {
            counts[sampler.Draw(random, out double probability)]++;
            Assert.Equal(0.25, probability);
        }

        Assert.Equal([0, 0], counts[..2]);
        Assert.All(counts[2..], count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Add_NoPriorities_TakesLargestEverGivenAndAtLeastOne()
    {
        var sampler = new PrioritizedSampler(1.0);
        sampler.Add(0, 1, []);
        sampler.Update(0, 0.5f);
        sampler.Add(1, 1, []);
        sampler.Update(0, 8.0f);
        sampler.Update(0, 2.0f);

        sampler.Add(2, 2, []);

        Assert.Equal([2.0f, 1.0f, 8.0f, 8.0f], sampler.CopyPriorities());
    }

    [Fact]
    public void Add_UnknownPositions_TakeTheLargestAndTheOthersTheirOwn()
    {
        var sampler = new PrioritizedSampler(1.0);
        sampler.Add(0, 1, [6]);

        sampler.Add(1, 4, [0, 2, 0, 3], unknown: [0, 2]);

        Assert.Equal([6.0f, 6.0f, 2.0f, 6.0f, 3.0f], sampler.CopyPriorities());
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Draw_APriorityOfZeroAmongOthers_HasAProbability(double exponent)
    {
        var sampler = new PrioritizedSampler(exponent);
        sampler.Add(0, 2, [0, 1e-5f]);
        var random = new RandomStream(6);

        int zeros = Enumerable.Range(0, 10_000).Count(draw => sampler.Draw(random, out _) == 0);

        // 1e-6 against 1.1e-5.
        double expected = 10_000 / (1.0 + Math.Pow(11.0, exponent));
        Assert.InRange(zeros, expected / 2.0, expected * 2.0);
    }

    [Fact]
    public void Add_ManyRoundsThroughTheRing_KeepsEveryPositionsEpisodeAndPriority()
    {
        var sampler = new PrioritizedSampler(1.0);
        var random = new RandomStream(4);
        var lengths = new Queue<int>();
        for (long episode = 0; episode < 500; episode++)
        {
            int length = 1 + random.Next(200);
            lengths.Enqueue(length);
            sampler.Add(episode, length, [.. Enumerable.Repeat((float)(episode + 1), length)]);
            if (lengths.Count > 5 + (episode / 20))
            {
                sampler.RemoveOldest(lengths.Dequeue());
            }

            long position = sampler.Draw(random, out _);
            Assert.InRange(position, sampler.First, sampler.Next - 1);
            Assert.Equal(sampler.EpisodeOf(position) + 1, sampler.CopyPriorities()[position - sampler.First]);
        }

        Assert.Equal(lengths.Sum(), sampler.Count);
        Assert.True(sampler.Capacity >= sampler.Count && sampler.Capacity > PrioritizedSampler.LeastCapacity);
    }
}
