namespace MuZero.Farm.Registry;

/// <summary>Hands out numbers that no worker of the run had before, to one caller after another.</summary>
/// <param name="reserve">Reserves so many consecutive numbers and returns the first; of none the one that would be next.</param>
internal sealed class WorkerNumbers(Func<long, Task<long>> reserve) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _highest = -1; // given to a worker of this run

    /// <summary>The next number.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is not available.</exception>
    /// <exception cref="UserException">There are no numbers left.</exception>
    public async Task<int> Next()
    {
        await _turn.WaitAsync();
        try
        {
            long number = await reserve(1);

            // A Redis that lost its last seconds counts on from an earlier number; two workers of one name would make one's episodes
            // duplicates of the other's.
            if (number <= _highest)
            {
                long missing = _highest - number;
                number = await reserve(missing + 1) + missing;
            }

            _highest = number;
            return number is >= 0 and < int.MaxValue
                ? (int)number
                : throw new UserException(ExitCode.RunFailed,
                    $"The run's next worker would have the number {number}, beyond the last. Train under another --experiment-name.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>True if some worker of the run has had a number, perhaps from an earlier trainer.</summary>
    /// <exception cref="Redis.RedisUnavailableException">The number is not one of this trainer, and Redis is not available.</exception>
    public async Task<bool> WasGiven(int number)
    {
        if (number <= Volatile.Read(ref _highest))
        {
            return true;
        }

        await _turn.WaitAsync();
        try
        {
            Volatile.Write(ref _highest, Math.Max(_highest, await reserve(0) - 1));
            return number <= _highest;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
