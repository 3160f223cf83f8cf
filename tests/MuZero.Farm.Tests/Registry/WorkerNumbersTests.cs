using MuZero.Farm.Redis;
using MuZero.Farm.Registry;

namespace MuZero.Farm.Tests.Registry;

/// <summary>Numbers of workers.</summary>
public sealed class WorkerNumbersTests
{
    private int _next;

    [Fact]
    public async Task Next_ManyAtOnce_AskOneAfterAnotherAndGetEachNumberOnce()
    {
        TaskCompletionSource others = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int atOnce = 0, most = 0;
        using WorkerNumbers numbers = new(async count =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            await others.Task;
            Interlocked.Decrement(ref atOnce);
            return await Reserve(count);
        });

        Task<int>[] all = [.. Enumerable.Range(0, 128).Select(_ => numbers.Next())];
        Assert.All(all, next => Assert.False(next.IsCompleted));
        others.SetResult();

        Assert.Equal(Enumerable.Range(0, 128), await Task.WhenAll(all));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Next_RedisCountsFromAnEarlierNumber_SkipsNumbersInUse()
    {
        using WorkerNumbers numbers = new(Reserve);
        numbers.NoteUsed(1_000_000);

        Assert.Equal(1_000_001, await numbers.Next());
        Assert.Equal(1_000_002, await numbers.Next());
    }

    [Fact]
    public async Task Next_RedisAway_TellsEachCallerAndGoesOnLater()
    {
        bool away = true;
        using WorkerNumbers numbers = new(count => away
            ? throw new RedisUnavailableException("away", new TimeoutException())
            : Reserve(count));

        await Assert.ThrowsAsync<RedisUnavailableException>(numbers.Next);
        away = false;

        Assert.Equal(0, await numbers.Next());
    }

    private Task<int> Reserve(int count) => Task.FromResult((_next += count) - count);
}
