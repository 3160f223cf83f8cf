using MuZero.Numerics;

namespace MuZero.Core.Tests.Numerics;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void For_ManyLoops_EachItemOnceAndAllDoneOnReturn(int threads)
    {
        using ThreadTeam team = new() { Size = threads };
        int[] done = new int[100];
        for (int loop = 0; loop < 5_000; loop++)
        {
            int count = loop % done.Length;
            Array.Clear(done);
            team.For(count, (item, worker) =>
            {
                Assert.InRange(worker, 0, threads - 1);
                Interlocked.Increment(ref done[item]);
            });
            Assert.All(done[..count], times => Assert.Equal(1, times));
            Assert.All(done[count..], times => Assert.Equal(0, times));
        }
    }

    [Fact]
    public void For_TwoItemsThatWaitForEachOther_RunAtOnce()
    {
        using ThreadTeam team = new() { Size = 2 };
        using Barrier barrier = new(2);

        team.For(2, (_, _) => Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void For_HelpersAsleep_AreWoken()
    {
        using ThreadTeam team = new() { Size = 3 };
        using Barrier barrier = new(3);
        for (int i = 0; i < 3; i++)
        {
            Thread.Sleep(20);
            team.For(3, (_, _) => Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1))));
        }
    }

    [Fact]
    public void For_AnItemThrows_TheOthersAreDoneAndTheCallerHearsOfIt()
    {
        using ThreadTeam team = new() { Size = 2 };
        int done = 0;

        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => team.For(50, (item, _) =>
        {
            Interlocked.Increment(ref done);
            if (item == 7)
            {
                throw new InvalidOperationException("seven");
            }
        }));

        Assert.Equal(("seven", 50), (fault.Message, done));
        team.For(50, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(100, done);
    }

    [Fact]
    public void Size_ChangedBetweenLoops_HelpersComeAndGo()
    {
        using ThreadTeam team = new();
        foreach (int size in (int[])[4, 2, 1, 3, 8, 1])
        {
            team.Size = size;
            int done = 0;
            team.For(64, (_, worker) =>
            {
                Assert.InRange(worker, 0, size - 1);
                Interlocked.Increment(ref done);
            });
            Assert.Equal(64, done);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => team.Size = 0);
    }
}
