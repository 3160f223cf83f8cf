using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;

namespace MuZero.Farm.Tests.Registry;

/// <summary>Numbers of workers.</summary>
public sealed class WorkerNumbersTests
{
    private long _next;

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
        _next = 1_000_000;
        Assert.Equal(1_000_000, await numbers.Next());
        _next = 7; // its last seconds are lost

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

    [Theory]
    [InlineData(0, true), InlineData(4, true), InlineData(5, false), InlineData(int.MaxValue, false)]
    public async Task WasGiven_ByAnEarlierTrainer_IsWhatItsRedisCounted(int number, bool expected)
    {
        using WorkerNumbers numbers = new(Reserve);
        _next = 5;

        Assert.Equal(expected, await numbers.WasGiven(number));
        Assert.Equal(5, await numbers.Next());
    }

    [Fact]
    public async Task Next_CountedBeyondTheLast_SaysSoEachTime()
    {
        using WorkerNumbers numbers = new(Reserve);
        _next = int.MaxValue;

        await Assert.ThrowsAsync<UserException>(numbers.Next);
        await Assert.ThrowsAsync<UserException>(numbers.Next);
    }

    private Task<long> Reserve(long count) => Task.FromResult((_next += count) - count);
}
