using MuZero.Farm.Redis;
using MuZero.Farm.Registry;

namespace MuZero.Farm.Tests.Registry;

/// <summary>Numbers of workers.</summary>
public sealed class WorkerNumbersTests
{
    private int _next;

    [Fact]
    public async Task Next_ManyAtOnce_ShareCallsAndGetEachNumberOnce()
    {
        using ManualResetEventSlim others = new();
        int calls = 0, atOnce = 0, most = 0;
        WorkerNumbers numbers = new(count =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            if (calls++ == 0)
            {
                others.Wait();
            }

            Interlocked.Decrement(ref atOnce);
            return Reserve(count);
        });

        Task<int> first = numbers.Next();
        SpinWait.SpinUntil(() => Volatile.Read(ref calls) > 0);
        Task<int>[] rest = [.. Enumerable.Range(0, 127).Select(_ => numbers.Next())];
        others.Set();

        Assert.Equal(Enumerable.Range(0, 128), (await Task.WhenAll([first, .. rest])).Order());
        Assert.Equal((2, 1), (calls, most));
    }

    [Fact]
    public async Task Next_RedisCountsFromAnEarlierNumber_SkipsNumbersInUse()
    {
        WorkerNumbers numbers = new(Reserve);
        numbers.NoteUsed(1_000_000);

        Assert.Equal(1_000_001, await numbers.Next());
        Assert.Equal(1_000_002, await numbers.Next());
    }

    [Fact]
    public async Task Next_RedisAway_TellsEachCallerAndGoesOnLater()
    {
        bool away = true;
        WorkerNumbers numbers = new(count => away ? throw new RedisUnavailableException("away", new TimeoutException()) : Reserve(count));

        await Assert.ThrowsAsync<RedisUnavailableException>(numbers.Next);
        away = false;

        Assert.Equal(0, await numbers.Next());
    }

    private int Reserve(int count) => (_next += count) - count;
}
